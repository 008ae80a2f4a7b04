import { type ArrivedRequest, type UpstreamConnection, valuesOf } from '../raw-upstream.js';
import { referenceResult } from '../reference/verify.js';
import { SIGNING_KEY } from '../signing.js';

/** What the options of `listen` promise. */
export interface Promises {
  /** Without it the Host header names the base. */
  readonly base: string | undefined;
  readonly isOnlyVerified: boolean;
  readonly passesWebSockets: boolean;
}

const LISTEN_HEADER = 'x-signalwire-webhook-listen';
const LISTEN_HEADER_VALUE = /^rejected; reason=[a-z-]+$/;
const HOP_BY_HOP = [
  ...['keep-alive', 'proxy-connection', 'te', 'trailer', 'expect', 'http2-settings', 'x-trailer'],
];

/** What is wrong with a request that arrived at the application; `undefined` if nothing is. */
export function failureOf(request: ArrivedRequest, promises: Promises): string | undefined {
  const listenHeaders = request.headers.filter(
    ([name]) => name.toLowerCase().replace(/[^a-z0-9]/g, '-') === LISTEN_HEADER,
  );
  if (listenHeaders.length > 1) return 'two listen headers';
  if (
    listenHeaders.some(
      ([name, value]) => name.toLowerCase() !== LISTEN_HEADER || !LISTEN_HEADER_VALUE.test(value),
    )
  ) {
    return 'a listen header of the caller';
  }
  const hasListenHeader = listenHeaders.length === 1;
  if (!request.target.startsWith('/')) return 'a target that is no path';
  if (request.target.startsWith('/never/')) return 'a request out of a body, or from behind a handshake';
  if (hasListenHeader === isVerified(request, promises.base)) {
    return hasListenHeader ? 'verified, with a listen header' : 'unverified, without a listen header';
  }
  const hop = HOP_BY_HOP.find((name) => valuesOf(request, name).length > 0);
  if (hop !== undefined) return `${hop} was passed on`;
  return upgradeFailure(request, hasListenHeader, promises);
}

/** What is wrong with the end of a connection. */
export function restFailure({ state, rest }: UpstreamConnection, isSwitched: boolean): string | undefined {
  if (state === 'malformed') return 'bytes that are no clear request';
  return state === 'upgrade' && !isSwitched && rest.length > 0 ? 'bytes after a handshake' : undefined;
}

function upgradeFailure(
  request: ArrivedRequest,
  hasListenHeader: boolean,
  { isOnlyVerified, passesWebSockets }: Promises,
): string | undefined {
  const upgrades = valuesOf(request, 'upgrade');
  const connections = valuesOf(request, 'connection').map((value) => value.toLowerCase());
  if (upgrades.length === 0) {
    if (connections.some((value) => value !== 'keep-alive' && value !== 'close')) return 'an odd Connection';
    return isOnlyVerified && hasListenHeader ? 'unverified, in spite of --only-verified' : undefined;
  }
  if (!passesWebSockets) return 'a handshake, in spite of --only-verified';
  const isHandshake =
    request.method === 'GET' && request.body.length === 0 && upgrades.join().toLowerCase() === 'websocket';
  return isHandshake && connections.join() === 'upgrade' ? undefined : 'an upgrade that is no handshake';
}

/** By the reference, for the request as it arrived. */
function isVerified(request: ArrivedRequest, base: string | undefined): boolean {
  const hosts = valuesOf(request, 'host');
  if (base === undefined && !/^[\w.-]+(?::\d+)?$/.test(hosts.join())) return false;
  const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const headers = Object.fromEntries([...names].map((name) => [name, valuesOf(request, name)]));
  const url = (base ?? `https://${hosts.join()}`) + request.target;
  return referenceResult({ ...request, url, headers }, [SIGNING_KEY]) !== undefined;
}
