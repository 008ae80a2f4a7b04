import type { WebhookRequest } from '../../signature/index.js';
import {
  type BoundValues,
  coveredMethod,
  findSecretOf,
  type ReceivedUrlToken,
  readUrlToken,
} from '../../signature/internal.js';
import type { Candidate } from '../candidate.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { printableText, printableUrl } from '../printable-text.js';
import { readRequest } from '../received-request.js';
import { urlChanges } from '../search/all-changes.js';
import { tryOrUndefined } from '../try-or-undefined.js';
import { DIAGNOSIS_LIMITS, WorkLimit } from '../work-limit.js';

/** A route that accepts URL tokens. */
export interface TokenRouteHint {
  readonly name: string;
  readonly method: string;
  /** Path as registered. */
  readonly path: string;
  /** The bound values of the received payload for this route; `undefined` if it lacks one. */
  readonly bound: BoundValues | undefined;
}

/** A request whose URL token does not match, and what may explain it. */
export interface UrlTokenCase {
  readonly request: WebhookRequest;
  /** Public URL of the request, without its path. */
  readonly publicUrl: string;
  /** Names of the bound fields. */
  readonly bind: readonly string[];
  /** Values of the bound fields; `undefined` if the payload lacks one. */
  readonly bound: BoundValues | undefined;
  readonly secrets: readonly string[];
  readonly routes: readonly TokenRouteHint[];
  readonly hints: DiagnosisHints;
}

/** A scope for which the token may have been created, and what that would mean. */
interface TokenCandidate {
  readonly url: string;
  readonly method: string;
  readonly bind: BoundValues;
  readonly secrets: readonly string[];
  readonly cause: string;
  readonly fix: string;
}

/** Each candidate costs one HMAC per secret. */
const MAX_CANDIDATES = 300;
const MAX_BYTES = 4 * 1024 * 1024;
const AS_CREATED =
  'call the URL exactly as create() returned it; a proxy must pass on path and query unchanged';

/**
 * Explains in one line why the URL token of a request does not match. A candidate that reproduces the HMAC proves the cause.
 * Otherwise it names the possible causes.
 */
export function diagnoseUrlToken(given: UrlTokenCase): string {
  const { request, bind, bound } = given;
  if (bound === undefined) {
    const names = bind.join(', ');
    return `A bound field is missing, repeated or no text in the payload: each of ${names} must be there once, as a non-empty string. Fix: bind only fields that this webhook has.`;
  }
  const received = readUrlToken(request.method, request.url);
  if (typeof received === 'string') return `The URL has no usable token (${received}).`;
  const match = findMatch(received, candidates(given, received, bound));
  if (match) return `${match.cause}. Proof: the token matches. Fix: ${match.fix}.`;
  return (
    'No different route, URL or configured secret reproduces the token. Possible causes, none of them proved: (1) The payload has a ' +
    `different value of ${bind.join(' or ')} than the URL was created for. (2) The token was created with a secret that urlTokenSecret ` +
    'does not contain, for example by a process with a different list. (3) The request is forged.'
  );
}

function findMatch({ token }: ReceivedUrlToken, all: readonly TokenCandidate[]): TokenCandidate | undefined {
  let bytes = 0;
  return all.slice(0, MAX_CANDIDATES).find((candidate) => {
    bytes += sizeOf(candidate) * candidate.secrets.length;
    return bytes <= MAX_BYTES && findSecretOf(token, candidate, candidate.secrets) >= 0;
  });
}

function sizeOf({ url, bind }: TokenCandidate): number {
  return Object.values(bind).reduce((size, { length }) => size + length, url.length);
}

function candidates(given: UrlTokenCase, received: ReceivedUrlToken, bound: BoundValues): TokenCandidate[] {
  const { request, secrets } = given;
  const here = { url: received.url, method: request.method, bind: bound, secrets };
  return [
    ...ofMethods(here),
    ...ofRoutes(given, received, here),
    ...ofOtherSecrets(given.hints, here),
    ...ofFewerNames(here),
    ...ofUrls(given, here),
  ];
}

type Here = Omit<TokenCandidate, 'cause' | 'fix'>;

function ofMethods(here: Here): TokenCandidate[] {
  const received = coveredMethod(here.method);
  return ['GET', 'POST']
    .filter((method) => method !== received)
    .map((method) => ({
      ...here,
      method,
      cause: `The token was created for ${method}; here: ${printableText(here.method, 20)}`,
      fix: `create(path, { …, method: '${printableText(received, 20)}' }), or the method that SignalWire sends`,
    }));
}

function ofRoutes(
  { routes, publicUrl }: UrlTokenCase,
  { url }: ReceivedUrlToken,
  here: Here,
): TokenCandidate[] {
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return routes.flatMap(({ name, method, path, bound }) =>
    ['', query].map((each) => ({
      ...here,
      method,
      bind: bound ?? here.bind,
      url: publicUrl + path + each,
      cause: `The token was created for ${name} (${method} ${path}), not for this route`,
      fix: 'use the URL of each route for that route alone',
    })),
  );
}

function ofOtherSecrets({ otherKeys = {} }: DiagnosisHints, here: Here): TokenCandidate[] {
  return Object.entries(otherKeys).map(([name, secret]) => ({
    ...here,
    secrets: [secret],
    cause: `The token was created with "${printableText(name, 40)}" of otherKeys, which urlTokenSecret does not contain`,
    fix: 'add the secret to the end of urlTokenSecret until its tokens have expired',
  }));
}

/** The route may have bound other names when the URL was created. */
function ofFewerNames(here: Here): TokenCandidate[] {
  const entries = Object.entries(here.bind);
  if (entries.length < 2) return [];
  return entries.map(([name]) => ({
    ...here,
    bind: Object.fromEntries(entries.filter(([each]) => each !== name)),
    cause: `The token was created without binding ${name}, before urlToken.bind of this route contained it`,
    fix: 'wait until older tokens have expired, or keep urlToken.bind as it was',
  }));
}

function ofUrls({ request, hints }: UrlTokenCase, here: Here): TokenCandidate[] {
  const received = readRequest({ ...request, url: here.url }, new WorkLimit(DIAGNOSIS_LIMITS));
  const { url, parts, body } = received;
  const base: Candidate = { url, parts, body, keys: [] };
  return urlChanges(received, hints).flatMap((change) => {
    const changed = tryOrUndefined(() => change.apply(base));
    if (changed === undefined) return [];
    const what =
      change.aspect === 'query' ? `a different query (${change.label})` : printableUrl(changed.url);
    const cause = `The token was created for ${what}; here: ${printableUrl(url)}`;
    return [{ ...here, url: changed.url, cause, fix: AS_CREATED }];
  });
}
