import type { DiagnosisHints } from '../diagnosis.js';
import { printableUrl } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { NO_PARTS, baseUrlOf, splitUrl, type UrlParts } from '../url/url-parts.js';

/** What the fix of one URL follows from. */
interface Situation {
  readonly signedUrl: string;
  /** What stands before the request line in the URL that was signed. */
  readonly base: string;
  /** The request line, as far as it is known: without `publicUrl`, all that follows the origin. */
  readonly target: string;
  /** The public base in force, if it is known. */
  readonly inForce: string | undefined;
  /** Whether base and request line together are the URL that was signed. */
  readonly isWhole: boolean;
}

/**
 * The line that sets the public base of the URL that was signed; where no public base makes that URL of this request
 * line, what is to be done instead.
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
    module: moduleLine(situation, signed, isPrefixExtra),
    function: functionLine(situation, isPrefixExtra),
  };
  return hints.context ? lines[hints.context] : `${lines.module}. Without the module: ${lines.function}`;
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

/** `undefined` where the URL was not made of it, or it is not known. */
function baseInForce(url: string, publicUrl = ''): string | undefined {
  let end = publicUrl.length;
  while (publicUrl[end - 1] === '/') end--;
  const base = publicUrl.slice(0, end);
  return base !== '' && url.startsWith(base) && /^[/?#]?$/.test(url.charAt(base.length)) ? base : undefined;
}

/** With the path of the base in force, if the URL that was signed has it as well. */
function likelyBase(signed: UrlParts, inForce: string | undefined): string {
  const { path = '' } = splitUrl(inForce ?? '') ?? {};
  return baseUrlOf(signed) + (path !== '' && signed.path.startsWith(`${path}/`) ? path : '');
}

function moduleLine(
  { base: signedBase, target, inForce, isWhole }: Situation,
  signed: UrlParts,
  isPrefixExtra: boolean,
): string {
  // The option takes http and https only; the finding url-websocket says what is to be done for wss.
  const base = signedBase.replace(/^ws/i, 'http');
  const line = `publicUrl: '${printableUrl(base)}'`;
  if (inForce === undefined) {
    if (isPrefixExtra) {
      return (
        `${line}, if publicUrl holds the path that was not signed. If the request line holds it, let the proxy pass ` +
        'the path unchanged, or configure at SignalWire the path that the application receives'
      );
    }
    return `${line}, ${signed.prefix === '' ? 'with' : 'followed by'} the path that it has now, if any`;
  }
  const isSettable = base !== inForce && (isWhole || !isPrefixExtra);
  return isSettable
    ? line
    : 'No publicUrl takes this from the request line: let the proxy pass the path unchanged, ' +
        `or configure at SignalWire ${printableUrl(signedBase + target)}`;
}

function functionLine({ base, signedUrl }: Situation, isPrefixExtra: boolean): string {
  return isPrefixExtra
    ? `verify the URL as it is at SignalWire: ${printableUrl(signedUrl)}`
    : `verify the URL '${printableUrl(base)}' + request.originalUrl`;
}
