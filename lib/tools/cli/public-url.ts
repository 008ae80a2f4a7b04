import { BlockList, isIP } from 'node:net';

import { maskCredentials } from '../../signature/internal.js';
import type { Flags } from './arguments.js';
import { UsageError } from './errors.js';
import type { Terminal } from './terminal.js';
import { originOf, readPublicUrl, readUrl, targetOf, withoutCredentials } from './url.js';

export const PUBLIC_URL_OPTIONS = { 'public-url': { type: 'string' } } as const;

const FALLBACK = 'environment variable PUBLIC_URL, here or in the file .env';

/** Help of `--public-url`, which differs in what is used without it. */
export const PUBLIC_URL_HELP = {
  sign: `  --public-url <url>      scheme, host and path prefix that SignalWire calls
                          (default: those of the URL; for a path or a local host, the
                          ${FALLBACK})`,
  verify: `  --public-url <url>      scheme, host and path prefix that SignalWire calls
                          (default: ${FALLBACK};
                          without it, the URL or Host header of the request)`,
  listen: `  --public-url <url>      scheme, host and path prefix that SignalWire calls
                          (default: ${FALLBACK};
                          without it, https:// and the Host header of each request)`,
  replay: `  --public-url <url>      public URL to sign again for (default, if a flag signs again:
                          ${FALLBACK};
                          without it, the one of the recorded URL)`,
};

const VARIABLE = 'PUBLIC_URL';
const FLAG = '--public-url';

type PublicUrlFlags = Flags<typeof PUBLIC_URL_OPTIONS>;

/** A public URL without trailing slash, and the printable name of its source. */
export interface PublicUrl {
  readonly url: string;
  readonly source: string;
  /** Whether a flag or a variable names it. Otherwise the URL or the Host header of the request does. */
  readonly isConfigured: boolean;
}

/** The URL that a request was, or will be, signed for. */
export interface SignedUrl {
  readonly url: string;
  readonly publicUrl: PublicUrl;
}

/**
 * Returns the public URL of the flag, of the environment or of `.env`; `undefined` without one.
 *
 * @throws UsageError that names the invalid source
 */
export function findPublicUrl(flags: PublicUrlFlags, terminal: Terminal): PublicUrl | undefined {
  const flag = flags['public-url'];
  if (flag !== undefined)
    return { url: readPublicUrl(flag, FLAG, `${FLAG} `), source: FLAG, isConfigured: true };
  const setting = terminal.environment.find(VARIABLE);
  if (setting === undefined) return undefined;
  const { value, source } = setting;
  return { url: readPublicUrl(value, source, `${VARIABLE}=`), source, isConfigured: true };
}

/**
 * Returns the public URL and the request path and query. A URL below the public URL already contains its path prefix.
 *
 * @param target request path and query as the application receives them
 */
export function toSignedUrl(publicUrl: PublicUrl, url: string, target: string): SignedUrl {
  const base = publicUrl.url;
  const path = withoutCredentials(url).slice(withoutCredentials(base).length);
  const isBelow = withoutCredentials(url).startsWith(withoutCredentials(base)) && /^(?:[/?]|$)/.test(path);
  return { url: base + (isBelow ? path : target), publicUrl };
}

/** A webhook that will be signed for `url`, and sent to `origin`. */
export interface WebhookUrl extends SignedUrl {
  /** Scheme, credentials, host and port as written. */
  readonly origin: string;
  /** Path prefix of the public URL that the request does not have. */
  readonly prefix: string;
}

/**
 * Reads the URL of a webhook that will be signed. A URL that SignalWire can call contains its public URL.
 *
 * @throws UsageError without a public URL
 */
export function readWebhookUrl(
  text: string | undefined,
  name: string,
  flags: PublicUrlFlags,
  terminal: Terminal,
): WebhookUrl {
  const given = readUrl(text, name);
  const origin = originOf(given);
  const target = targetOf(given);
  if (flags['public-url'] === undefined && !isLocal(origin))
    return {
      url: origin + target,
      origin,
      prefix: '',
      publicUrl: { url: origin, source: name.replace(/^T/, 't'), isConfigured: false },
    };
  const publicUrl = findPublicUrl(flags, terminal) ?? failWithout(origin);
  const signed = toSignedUrl(publicUrl, origin + target, target);
  const path = targetOf(signed.url);
  return { ...signed, origin, prefix: path.slice(0, path.length - target.length) };
}

/**
 * Reads the path of a webhook, which is signed below the public URL.
 *
 * @throws UsageError without a public URL
 */
export function readWebhookPath(path: string, flags: PublicUrlFlags, terminal: Terminal): WebhookUrl {
  const publicUrl = findPublicUrl(flags, terminal);
  if (publicUrl === undefined) throw missingPublicUrl('A path does not name the host that SignalWire calls');
  const url = readUrl(publicUrl.url + path, 'The webhook URL');
  return { url: originOf(url) + targetOf(url), publicUrl, origin: originOf(url), prefix: '' };
}

/**
 * Returns the public URL that the origin of a request names.
 *
 * @param likely host that SignalWire may have called, for the fix
 * @throws UsageError if SignalWire cannot call the origin
 */
export function publicUrlOfOrigin(origin: string, source: string, likely?: string): PublicUrl {
  return isLocal(origin) ? failWithout(origin, likely) : { url: origin, source, isConfigured: false };
}

function failWithout(origin: string, likely?: string): never {
  throw missingPublicUrl(
    `SignalWire cannot call ${new URL(origin).host}, and signs for the URL that it calls`,
    likely,
  );
}

/** @param reason sentence without its full stop */
export function missingPublicUrl(reason: string, likely?: string): UsageError {
  const example = likely !== undefined && isCallable(likely) ? likely : 'example.com';
  return new UsageError(
    `The public URL is missing. ${reason}. Fix: ${FLAG} https://${example}, or ${VARIABLE}=https://${example} in .env`,
  );
}

function isCallable(host: string): boolean {
  return (
    /^[\w.-]{1,253}(?::\d{1,5})?$/.test(host) &&
    URL.canParse(`https://${host}`) &&
    !isLocal(`https://${host}`)
  );
}

/** Ranges that are not reachable from the internet. */
const PRIVATE_ADDRESSES = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  PRIVATE_ADDRESSES.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE_ADDRESSES.addSubnet(address, prefix, 'ipv6');

const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)\.?$/;

/** Returns whether only this machine or its network knows the host: `localhost`, `10.0.0.5`, `app`, `host.docker.internal`. */
function isLocal(origin: string): boolean {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  if (version !== 0) return PRIVATE_ADDRESSES.check(host, version === 6 ? 'ipv6' : 'ipv4');
  return !host.includes('.') || LOCAL_NAME.test(host);
}

/** Returns the line that says which public URL was used. */
export function describePublicUrl({ url, source }: PublicUrl): string {
  return `public URL: ${maskCredentials(url)} (${source})`;
}

/** Returns the members that say so in JSON. */
export function publicUrlMembers({ url, source }: PublicUrl): { publicUrl: string; publicUrlSource: string } {
  return { publicUrl: maskCredentials(url), publicUrlSource: source };
}
