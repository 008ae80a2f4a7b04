import { inContext } from '../catalogue/misconfiguration.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { printableUrl } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { NO_PARTS, baseUrlOf, splitUrl, type UrlParts } from '../url/url-parts.js';

/** The facts that determine the fix for one URL. */
interface Situation {
  readonly signedUrl: string;
  /** The part of the signed URL before the request target. */
  readonly base: string;
  /** The request target as far as it is known. Without `publicUrl`, the whole URL after its origin. */
  readonly target: string;
  /** The current `publicUrl`, if it is known. */
  readonly inForce: string | undefined;
  /** Whether base and request target together are the signed URL. */
  readonly isWhole: boolean;
}

/**
 * Returns the line that sets `publicUrl` for the signed URL. If no `publicUrl` makes the signed URL of this request target, it
 * returns the change to make instead.
 *
 * @param isPrefixExtra whether the finding is a prefix that was not signed
 */
export function publicUrlFix(
  signed: UrlParts,
  request: ReceivedRequest,
  hints: DiagnosisHints,
  isPrefixExtra: boolean,
): string {
  const situation = readSituation(signed, request, hints);
  const lines = {
    module: moduleLine(situation, signed, isPrefixExtra, asOption),
    function: functionLine(situation, isPrefixExtra),
    cli: moduleLine(situation, signed, isPrefixExtra, asFlag),
  };
  return inContext(lines, hints.context);
}

function asOption(url: string): string {
  return `publicUrl: '${url}'`;
}

function asFlag(url: string): string {
  return `--public-url ${url} (in the application: ${asOption(url)})`;
}

function readSituation(signed: UrlParts, request: ReceivedRequest, hints: DiagnosisHints): Situation {
  const inForce = baseInForce(request.url, hints.publicUrl);
  const { path, query } = request.parts ?? NO_PARTS;
  const target =
    inForce === undefined ? path + query : request.url.slice(inForce.length).replace(/#.*$/s, '');
  const signedUrl = baseUrlOf(signed) + signed.path + signed.query;
  const origin = baseUrlOf({ ...signed, prefix: '' });
  const isWhole = signedUrl.endsWith(target) && signedUrl.length - target.length >= origin.length;
  const base = isWhole ? signedUrl.slice(0, signedUrl.length - target.length) : likelyBase(signed, inForce);
  return { signedUrl, base, target, inForce, isWhole };
}

/** Returns `publicUrl`, or `undefined` if it is unknown or the URL does not begin with it. */
function baseInForce(url: string, publicUrl = ''): string | undefined {
  let end = publicUrl.length;
  while (publicUrl[end - 1] === '/') end--;
  const base = publicUrl.slice(0, end);
  return base !== '' && url.startsWith(base) && /^[/?#]?$/.test(url.charAt(base.length)) ? base : undefined;
}

/** Keeps the path of the current `publicUrl` if the signed URL also has that path. */
function likelyBase(signed: UrlParts, inForce: string | undefined): string {
  const { path = '' } = splitUrl(inForce ?? '') ?? {};
  return baseUrlOf(signed) + (path !== '' && signed.path.startsWith(`${path}/`) ? path : '');
}

function moduleLine(
  { base: signedBase, target, inForce, isWhole }: Situation,
  signed: UrlParts,
  isPrefixExtra: boolean,
  show: (url: string) => string,
): string {
  // The option accepts only http and https. The fix of the finding url-websocket covers wss.
  const base = signedBase.replace(/^ws/i, 'http');
  const line = show(printableUrl(base));
  if (inForce === undefined) {
    if (isPrefixExtra) {
      return (
        `${line}, if publicUrl contains the path that was not signed. If the received request contains it, make the proxy ` +
        'pass the path on unchanged, or configure at SignalWire the path that the application receives'
      );
    }
    return `${line}, ${signed.prefix === '' ? 'with' : 'followed by'} the path of the current publicUrl, if any`;
  }
  const isSettable = base !== inForce && (isWhole || !isPrefixExtra);
  return isSettable
    ? line
    : 'No publicUrl can fix this. Make the proxy pass the path on unchanged, ' +
        `or configure at SignalWire ${printableUrl(signedBase + target)}`;
}

function functionLine({ base, signedUrl }: Situation, isPrefixExtra: boolean): string {
  return isPrefixExtra
    ? `verify the URL that is configured at SignalWire: ${printableUrl(signedUrl)}`
    : `verify the URL '${printableUrl(base)}' + request.originalUrl`;
}
