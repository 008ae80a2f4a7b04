import { CATALOGUE, fixFor, type FindingCode } from '../catalogue/catalogue.js';
import { PUBLIC_URL } from '../catalogue/misconfiguration.js';
import { type Difference, difference } from '../difference.js';
import type { DiagnosisHints, Finding } from '../diagnosis.js';
import { printableUrl } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { ASPECTS, type Change } from '../candidate.js';
import type { Match } from '../search/search.js';
import { signatureFindings } from '../signature/received-digests.js';
import { looksLikeJsonObject } from '../../signature/internal.js';
import { NO_PARTS, type UrlParts } from '../url/url-parts.js';
import { publicUrlFix } from './public-url-fix.js';

/** SignalWire was seen to sign `:` in the query of a GET, and to send `%3A`. */
const POST_INSTEAD_OF_GET =
  'Choose POST instead of GET at SignalWire, and @Post() for the route. SignalWire may send the query of a GET in a different ' +
  'encoding than it signs. If a POST is rejected for the same reason, a proxy encodes the query again.';

/** Returns the changes that are needed for the request to be verified. */
export function toFindings(match: Match, request: ReceivedRequest, hints: DiagnosisHints): Finding[] {
  const evidence = describeMatch(match);
  const signed = match.candidate.parts ?? NO_PARTS;
  const fixOf = (code: FindingCode): string => {
    if (code === 'url-query-encoding' && request.method === 'GET') return POST_INSTEAD_OF_GET;
    return CATALOGUE[code].fix === PUBLIC_URL
      ? publicUrlFix(signed, request, hints, code === 'url-prefix-extra')
      : fixFor(code, hints.context);
  };
  return differences(match, request).map((each) => {
    return { ...each, title: CATALOGUE[each.code].title, fix: fixOf(each.code), evidence };
  });
}

function differences(match: Match, request: ReceivedRequest): Difference[] {
  const { changes, digest, part } = match;
  return [
    ...signatureFindings(digest, part.signatureFormat, request),
    ...contentFindings(match, request),
    ...inReadingOrder(changes).map((change) =>
      difference(change.code, describeChange(change, match, request)),
    ),
  ];
}

/** Explains why the verifier rejects a signature that matches without any change. */
function contentFindings({ changes, part }: Match, request: ReceivedRequest): Difference[] {
  const { bytes, body, url } = request;
  if (changes.some(({ aspect }) => aspect === 'body')) return [];
  if (lacksItsBody(request))
    return [difference('body-missing', 'signed: a body with the hash in bodySHA256; here: no body')];
  const isUncovered = body.kind === 'form' && part.bytes.length === 0;
  if (part.signatureFormat === 'cxml')
    return isUncovered
      ? [difference('body-not-covered', 'signed: the URL alone; here: a form without a parameter')]
      : [];
  if (bytes.length > 0)
    return looksLikeJsonObject(bytes)
      ? []
      : [difference('body-not-object', 'wanted: one JSON object; here: different content')];
  return url.includes('{')
    ? [difference('body-not-covered', 'wanted: a URL without braces, or a body; here: a URL with {')]
    : [];
}

/** Whether the body is missing that `bodySHA256` in the URL announces. Only a GET may have the parameter without a body. */
function lacksItsBody({ method, bytes, bodyHashes }: ReceivedRequest): boolean {
  return bytes.length === 0 && bodyHashes.length > 0 && method !== 'GET' && method !== 'HEAD';
}

/** Sorts the changes: first the URL, then the body, then the key. */
function inReadingOrder(changes: readonly Change[]): Change[] {
  const positionOf = ({ aspect }: Change): number => ASPECTS.indexOf(aspect);
  return [...changes].sort((a, b) => positionOf(a) - positionOf(b));
}

function describeChange(change: Change, { candidate, key }: Match, request: ReceivedRequest): string {
  if (change.aspect === 'key') return `signed with: ${key.name}; here: the signing key as it is`;
  if (change.aspect === 'body')
    return `signed: ${change.label}; here: the body and its content type as they are`;
  if (change.aspect === 'query') return `signed: the query, ${change.label}; here: the query as it is`;
  const show = SHOWN[change.aspect];
  const [signed, here] = [candidate.parts, request.parts].map((url) => printableUrl(show(url ?? NO_PARTS)));
  return `signed: ${signed || 'none'}; here: ${here || 'none'}`;
}

const SHOWN: Record<Exclude<keyof UrlParts, 'query'>, (url: UrlParts) => string> = {
  protocol: ({ protocol }) => protocol,
  host: ({ host, port }) => host + port,
  port: ({ port }) => port.slice(1),
  credentials: ({ credentials }) => (credentials === '' ? '' : '***@'),
  prefix: ({ prefix, path }) => prefix + path,
  path: ({ prefix, path }) => prefix + path,
  fragment: ({ fragment }) => fragment,
};

function describeMatch({ changes, key, signedUrl }: Match): string {
  const body = changes.filter(({ aspect }) => aspect === 'body').map(({ label }) => label);
  const over = body.length === 0 ? '' : ` over ${body.join(', ')}`;
  const isBodyInUrl = changes.some(({ code }) => code === 'method-changed');
  const url = isBodyInUrl ? signedUrl.replace(/\?.*$/s, '?…') : signedUrl;
  return `the signature matches for ${printableUrl(url) || 'no URL'} with ${key.name}${over}`;
}
