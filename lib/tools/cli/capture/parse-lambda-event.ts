import { isObject } from '../../../errors/is-object.js';
import { UsageError } from '../errors.js';
import { type CapturedRequest, type HeaderPair, joinHeaders } from './captured-request.js';

type Members = Readonly<Record<string, unknown>>;

/** An event with its `requestContext`. */
interface LambdaEvent extends Members {
  readonly requestContext: Members;
}

/** Whether the value is an event of API Gateway (REST or HTTP API), of a function URL or of a load balancer. */
export function isLambdaEvent(value: unknown): value is LambdaEvent {
  if (!isObject(value) || !isObject(value['requestContext'])) return false;
  const { requestContext, rawPath, httpMethod, path } = value;
  const hasHttp = isObject(requestContext['http']) && typeof rawPath === 'string';
  return hasHttp || (typeof httpMethod === 'string' && typeof path === 'string');
}

/** @throws UsageError that names the malformed member */
export function parseLambdaEvent(event: LambdaEvent): CapturedRequest {
  const { requestContext } = event;
  const { http, elb } = requestContext;
  const headers = joinHeaders(readHeaders(event));
  const target = isObject(http) ? readHttpTarget(event) : readRestTarget(event, isObject(elb));
  const method = isObject(http) ? http['method'] : event['httpMethod'];
  if (typeof method !== 'string' || !/^[A-Z]+$/.test(method)) throw malformed('method');
  const host = headers['host'] ?? textOf(requestContext['domainName']);
  const url = host === undefined ? target.full : `https://${host}${target.full}`;
  return { method, url, target: target.received, headers, body: readBody(event) };
}

interface Target {
  /** Path and query that SignalWire called, with the stage if the URL contained it. */
  readonly full: string;
  /** Path and query without the stage. */
  readonly received: string;
}

/** Format 2.0 of an HTTP API or a function URL: the query is as received. */
function readHttpTarget({ rawPath, rawQueryString, requestContext }: LambdaEvent): Target {
  const query = textOf(rawQueryString) ?? '';
  const path = String(rawPath);
  const stage = textOf(requestContext['stage']) ?? '$default';
  const prefix = `/${stage}`;
  const hasStage = stage !== '$default' && (path === prefix || path.startsWith(`${prefix}/`));
  return {
    full: withQuery(path, query),
    received: withQuery(hasStage ? path.slice(prefix.length) || '/' : path, query),
  };
}

/**
 * Format 1.0. A load balancer passes on the query as received, without its order. A REST API decodes it, so that `+` and `%20`
 * look alike.
 */
function readRestTarget(event: LambdaEvent, isEncoded: boolean): Target {
  const path = String(event['path']);
  const encode = isEncoded ? (text: string) => text : encodeText;
  const query = readParameters(event)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  const calledPath = isEncoded ? undefined : textOf(event.requestContext['path']);
  return { full: withQuery(calledPath ?? path, query), received: withQuery(path, query) };
}

/** Replaces half of a surrogate pair, because `encodeURIComponent` throws on it. */
function encodeText(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}

function readParameters(event: LambdaEvent): HeaderPair[] {
  const names = ['multiValueQueryStringParameters', 'queryStringParameters'];
  return readPairs(event, names.find((name) => isObject(event[name])) ?? 'queryStringParameters');
}

/** The cookies of format 2.0 are not in the headers. */
function readHeaders(event: LambdaEvent): HeaderPair[] {
  const name = isObject(event['multiValueHeaders']) ? 'multiValueHeaders' : 'headers';
  const pairs = readPairs(event, name);
  const { cookies } = event;
  if (!Array.isArray(cookies)) return pairs;
  return [...pairs, ['cookie', cookies.filter((each) => typeof each === 'string').join('; ')]];
}

/** Reads an object of texts, or of lists of texts. */
function readPairs(event: LambdaEvent, name: string): HeaderPair[] {
  const members = event[name] ?? {};
  if (!isObject(members)) throw malformed(name);
  return Object.entries(members).flatMap(([key, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each): HeaderPair => {
      if (typeof each === 'string') return [key, each];
      throw malformed(name);
    });
  });
}

function readBody({ body, isBase64Encoded }: LambdaEvent): Uint8Array | string | undefined {
  if (body === null || body === undefined || body === '') return undefined;
  if (typeof body !== 'string') throw malformed('body');
  if (isBase64Encoded !== true) return body;
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(body)) return Buffer.from(body, 'base64');
  throw new UsageError('The body of the Lambda event is not base64, although isBase64Encoded is true.');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function malformed(name: string): UsageError {
  return new UsageError(`The Lambda event is malformed: ${name} is missing or has an unexpected type.`);
}
