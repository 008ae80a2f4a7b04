import type {
  AcceptedAuthentication,
  SignalWireWebhookModuleOptions,
  WebhookAuthentication,
} from 'nestjs-signalwire-webhook';
import type { SignedContent } from 'nestjs-signalwire-webhook/signature';
import { connect } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

import type { AdapterName } from '../applications.js';
import { readBasicCredentials } from '../reference/basic-auth.js';
import { isForRoute, type ReferenceVerified, referenceResult } from '../reference/verify.js';
import {
  ALLOWED_HOSTS,
  CREDENTIALS,
  type FuzzedApplication,
  type FuzzedRoute,
  type Handled,
  KEY,
  startBehindProxy,
  startWithPublicUrl,
} from './http-application.js';
import { asSignedRequests, headersOf, randomWireRequest, type WireRequest } from './http-requests.js';
import { comparable } from './payload.js';
import { Random } from './random.js';

export interface Finding {
  readonly failure: string;
  readonly request: string;
  readonly response: string;
}

export interface HttpFuzzRun {
  readonly requests: number;
  readonly handled: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

const CONNECTIONS = 8;
const MOST_FINDINGS = 20;
const TIME_LIMIT = 15_000;
const PROXY_SHARE = 0.3;
const DEFAULT_CONTENT: readonly SignedContent[] = ['form', 'json', 'query'];

/**
 * Sends raw requests to real applications. A finding is: a 5xx, a connection that hangs, a handler that was reached without
 * what the reference calls a signature for this very URL, an honest request that was rejected, a rejection that nobody handles.
 */
export async function runHttpFuzz(
  adapter: AdapterName,
  seed: number,
  requests: number,
  options: Partial<SignalWireWebhookModuleOptions> = {},
): Promise<HttpFuzzRun> {
  const fuzz = new HttpFuzz(
    await startWithPublicUrl(adapter, options),
    await startBehindProxy(adapter, options),
    new Random(seed),
  );
  return fuzz.run(requests);
}

class HttpFuzz {
  private readonly findings: Finding[] = [];
  private readonly statuses: Record<string, number> = {};
  private sent = 0;
  private handled = 0;

  constructor(
    private readonly withPublicUrl: FuzzedApplication,
    private readonly behindProxy: FuzzedApplication,
    private readonly random: Random,
  ) {}

  async run(requests: number): Promise<HttpFuzzRun> {
    const onFault = (error: unknown) => {
      this.findings.push({ failure: `unhandled: ${String(error)}`, request: '', response: '' });
    };
    process.on('unhandledRejection', onFault);
    process.on('uncaughtException', onFault);
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.keepSending(requests)));
    process.off('unhandledRejection', onFault);
    process.off('uncaughtException', onFault);
    await this.close();
    const { sent, handled, statuses, findings } = this;
    return { requests: sent, handled, statuses, findings };
  }

  private async keepSending(requests: number): Promise<void> {
    while (this.sent < requests && this.findings.length < MOST_FINDINGS) {
      const isBehindProxy = this.random.chance(PROXY_SHARE);
      const application = isBehindProxy ? this.behindProxy : this.withPublicUrl;
      const count = this.random.chance(0.05) ? 3 : 1;
      const wires = Array.from({ length: count }, () =>
        randomWireRequest(this.random, String(this.sent++), isBehindProxy),
      );
      await this.exchange(application, wires, isBehindProxy);
    }
  }

  private async exchange(
    application: FuzzedApplication,
    wires: readonly WireRequest[],
    isBehindProxy: boolean,
  ): Promise<void> {
    const response = await send(application.port, Buffer.concat(wires.map(({ bytes }) => bytes)));
    const report = (failure: string) => {
      this.findings.push({ failure, request: wires.map(asText).join(''), response: response ?? '' });
    };
    if (response === undefined) {
      report('hang');
      return;
    }
    const statuses = [...response.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status = '']) => status);
    for (const status of statuses) this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    if (statuses.some((status) => status >= '500')) report('5xx');
    if (response.includes(KEY)) report('the key is in the response');
    for (const wire of wires) {
      const handled = application.handled.get(wire.number);
      if (handled) this.handled++;
      const isHonest = wires.length === 1 && wire.isHonest;
      const failure = handled
        ? whyNotAllowed(wire, handled, isBehindProxy)
        : whyNotRejected(wire, isHonest, statuses);
      if (failure !== undefined) report(failure);
      application.handled.delete(wire.number);
    }
    if (application.handled.has('undefined')) report('a handler was reached by bytes that are no request');
  }

  private async close(): Promise<void> {
    for (const application of [this.withPublicUrl, this.behindProxy]) {
      if (application.logger.text.includes(KEY)) {
        this.findings.push({ failure: 'the key is in the log', request: '', response: '' });
      }
      const control = application.logger.lines.find((line) => CONTROL.test(line));
      if (control !== undefined) {
        this.findings.push({
          failure: 'a control character is in the log',
          request: '',
          response: JSON.stringify(control),
        });
      }
      await application.close();
    }
  }
}

/** Line ends and tabs are the diagnosis's own. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function whyNotAllowed(
  wire: WireRequest,
  { webhook, route }: Handled,
  isBehindProxy: boolean,
): string | undefined {
  if (!wire.target.startsWith('/')) return 'allowed with a request target that is not a path';
  const { accept = 'signature' } = route.options;
  const credentials = readBasicCredentials(headersOf(wire)['authorization']);
  const hasCredentials = isDeepStrictEqual(credentials, CREDENTIALS);
  const { authentication } = webhook;
  if (!isAccepted(authentication, accept)) return 'allowed with a method that the route does not accept';
  if (authentication.includes('basic-auth') && !hasCredentials) return 'allowed without credentials';
  if (!authentication.includes('signature')) return undefined;
  const results = basesOf(wire, route, isBehindProxy).flatMap((base) => resultsOf(wire, route, base));
  if (results.length === 0) return 'allowed without a signature for its URL';
  return results.some((result) => isPayload(result, webhook.payload))
    ? undefined
    : 'the handler received a different payload';
}

function isAccepted(methods: readonly WebhookAuthentication[], accept: AcceptedAuthentication): boolean {
  if (typeof accept === 'string') return isDeepStrictEqual(methods, [accept]);
  if ('allOf' in accept) return accept.allOf.every((method) => methods.includes(method));
  return methods.length > 0 && methods.every((method) => accept.anyOf.includes(method));
}

/** What the reference and the route's `content` allow. */
function resultsOf(wire: WireRequest, route: FuzzedRoute, base: string): ReferenceVerified[] {
  const { content = DEFAULT_CONTENT } = route.options;
  return asSignedRequests(wire, base + wire.target).flatMap((request) => {
    const result = referenceResult(request, [KEY]);
    return result !== undefined && isForRoute(result, request, content) ? [result] : [];
  });
}

function isPayload({ payload }: ReferenceVerified, handed: object): boolean {
  return comparable(payload) === comparable(Object.entries(handed));
}

/** The bases that the route that was reached and the request's hosts allow. */
function basesOf({ headers }: WireRequest, route: FuzzedRoute, isBehindProxy: boolean): string[] {
  if (!isBehindProxy) return [route.base];
  const named = headers
    .filter(([name]) => ['host', 'x-forwarded-host'].includes(name.toLowerCase()))
    .flatMap(([, value]) => value.split(','))
    .map((host) => host.trim());
  const allowed = named.filter((host) =>
    ALLOWED_HOSTS.includes(host.toLowerCase().replace(/:(443|80)$/, '')),
  );
  return allowed.flatMap((host) => [`http://${host}`, `https://${host}`]);
}

function whyNotRejected(
  wire: WireRequest,
  isHonest: boolean,
  statuses: readonly string[],
): string | undefined {
  if (!isHonest || !wire.target.startsWith('/') || !statuses.includes('403')) return undefined;
  const { accept = 'signature' } = wire.route?.options ?? {};
  if (
    accept !== 'signature' ||
    wire.route === undefined ||
    wire.route.path === '/resolver' ||
    wire.route.path === '/projects'
  )
    return undefined;
  const results = resultsOf(wire, wire.route, wire.route.base);
  const verified = results.some(({ payload }) => payload !== undefined);
  return verified ? 'an honest request was rejected' : undefined;
}

/** What came back until the server closed; `undefined` if it did not within the time limit. */
function send(port: number, bytes: Buffer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      resolve(undefined);
      socket.destroy();
    }, TIME_LIMIT);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.end(bytes);
  });
}

function asText({ bytes }: WireRequest): string {
  const text = bytes.toString('latin1');
  return JSON.stringify(text.length > 3_000 ? `${text.slice(0, 1_500)} … ${text.slice(-1_000)}` : text);
}
