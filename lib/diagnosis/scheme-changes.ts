import { looksLikeJsonObject, matchesBodySha256, readBodySha256, toBytes } from './signature-internals.js';
import { parseForm } from './signature-internals.js';
import { type BodyKind, readBodyKind } from './signature-internals.js';
import type { SignedRequest } from '../signature/index.js';
import {
  type Content,
  type ContentChange,
  parametersContent,
  rawContent,
  urlOnlyContent,
} from './content.js';
import { changedJson } from './json-changes.js';

const AS_FORM: ContentChange = { code: 'content-type', signed: 'the parameters, as of a form' };
const AS_JSON: ContentChange = { code: 'content-type', signed: 'the raw body, as of JSON' };
const AS_HASHED_JSON: ContentChange = { code: 'content-type', signed: 'the URL with bodySHA256, as of JSON' };
const URL_ONLY: ContentChange = { code: 'body-not-covered', signed: 'the URL alone' };
const NOT_OBJECT: ContentChange = { code: 'body-not-object', signed: 'a body that is not one JSON object' };
const OTHER_HASH: ContentChange = { code: 'body-sha256', signed: 'the bodySHA256 of another body' };

/** What the content type says was signed. It holds a change where the verifier refuses even that. */
export function expectedContents(request: SignedRequest): Content[] {
  const body = toBytes(request.body);
  if (body.length === 0) return [urlOnlyContent()];
  return EXPECTED[readBodyKind(request.headers)](body, request.url);
}

const EXPECTED: Record<BodyKind, (body: Buffer, url: string) => Content[]> = {
  form: (body) => {
    const pairs = parseForm(body);
    return [pairs.some((pair) => pair.join('') !== '') ? parametersContent(pairs) : urlOnlyContent(URL_ONLY)];
  },
  json: (body, url) => {
    const raw = rawContent(body, looksLikeJsonObject(body) ? undefined : NOT_OBJECT);
    return readBodySha256(url).length === 0 ? [raw] : [urlOnlyContent(hashedChange(body, url)), raw];
  },
  other: () => [],
};

/** Why the body's hash is not the one in the URL: a known change of the body, or an unknown one. */
function hashedChange(body: Buffer, url: string): ContentChange | undefined {
  if (matchesBodySha256(url, body)) return undefined;
  for (const { change, bytes } of changedJson(body)) if (matchesBodySha256(url, bytes)) return change;
  return OTHER_HASH;
}

/** What another content type would say was signed. */
export function contentTypeChanges(request: SignedRequest): Content[] {
  const body = toBytes(request.body);
  if (body.length === 0) return [];
  const kind = readBodyKind(request.headers);
  return [
    ...(kind === 'form' ? [] : [parametersContent(parseForm(body), AS_FORM)]),
    ...(kind === 'json' ? [] : [rawContent(body, AS_JSON)]),
    urlOnlyContent(matchesBodySha256(request.url, body) ? AS_HASHED_JSON : URL_ONLY),
  ];
}
