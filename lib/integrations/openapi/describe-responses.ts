import { HttpStatus } from '@nestjs/common';

import { acceptedMethods } from '../../credentials/accept-option.js';
import { isResolver } from '../../keys/key-source.js';
import type { EffectiveOptions } from '../../routes/effective-options.js';
import { HEADERS_METADATA, HTTP_CODE, REDIRECT_METADATA } from '../../routes/nest-metadata.js';
import { registeredMethod } from '../../routes/route-metadata.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import { type OwnDescription, PRODUCES, RESPONSES } from './swagger-metadata.js';

interface Response {
  readonly description: string;
  readonly content?: object;
}

/** A status, and a sentence that says when the route responds with it. */
interface Case extends Response {
  readonly status: number | '4XX';
}

const NO_CONTENT: number = HttpStatus.NO_CONTENT;
/** The media types that the interceptor sends for cXML and SWML. */
const DOCUMENTS = ['text/xml', 'application/json'];

/**
 * Returns the responses that neither the method nor its class describes.
 *
 * @param isConverted whether `SignalWireWebhookInterceptor` converts the response of the handler
 */
export function describeResponses(
  route: WebhookRoute,
  own: OwnDescription,
  isConverted: boolean,
): Record<string, Response> {
  const { options } = route;
  const described = Object.keys({
    ...(own.ofClass(RESPONSES) as object),
    ...(own.ofMethod(RESPONSES) as object),
  });
  const cases = [
    successOf(route, own, isConverted),
    ...rejectionsOf(options),
    ...unavailabilityOf(options),
    ...onceCasesOf(options),
  ];
  return joinByStatus(cases.filter(({ status }) => !isDescribed(String(status), described)));
}

/** Whether a status is described, by itself or by a range such as `4XX`. */
function isDescribed(status: string, described: readonly string[]): boolean {
  return described.includes(status) || described.includes(`${status.charAt(0)}XX`);
}

function joinByStatus(cases: readonly Case[]): Record<string, Response> {
  const responses: Record<string, Response> = {};
  for (const { status, ...response } of cases) {
    const earlier = responses[status];
    const description = earlier ? `${earlier.description} ${response.description}` : response.description;
    responses[status] = { ...response, ...earlier, description };
  }
  return responses;
}

function successOf(route: WebhookRoute, own: OwnDescription, isConverted: boolean): Case {
  const status = successStatus(route.handler, isConverted);
  const content = status === NO_CONTENT ? undefined : responseContentOf(route, own, isConverted);
  return { status, description: 'Response of the handler.', ...(content && { content }) };
}

/** Nest's default for a POST is 201, which the interceptor replaces. */
function successStatus(handler: object, isConverted: boolean): number {
  const redirect = Reflect.getMetadata(REDIRECT_METADATA, handler) as { statusCode?: number } | undefined;
  if (redirect) return redirect.statusCode ?? HttpStatus.FOUND;
  const ownStatus = Reflect.getMetadata(HTTP_CODE, handler) as number | undefined;
  if (ownStatus !== undefined) return ownStatus;
  return registeredMethod(handler) === 'POST' && !isConverted ? HttpStatus.CREATED : HttpStatus.OK;
}

function responseContentOf(
  route: WebhookRoute,
  own: OwnDescription,
  isConverted: boolean,
): object | undefined {
  const isDocument = isConverted && !route.responseMode.handlerWritesResponse;
  const types =
    own.ofMethod(PRODUCES) ??
    own.ofClass(PRODUCES) ??
    headerOf(route.handler) ??
    (isDocument ? DOCUMENTS : []);
  const entries = (types as string[]).map((type) => [type, { schema: { type: schemaTypeOf(type) } }]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as object);
}

/** Returns the media type of `@Header('Content-Type', …)`. */
function headerOf(handler: object): string[] | undefined {
  const headers = (Reflect.getMetadata(HEADERS_METADATA, handler) ?? []) as {
    name: string;
    value: unknown;
  }[];
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  return typeof type === 'string' ? type.split(';', 1).map((name) => name.trim()) : undefined;
}

function schemaTypeOf(mediaType: string): 'object' | 'string' {
  return /[/+]json$/.test(mediaType) ? 'object' : 'string';
}

/** Returns no case for `mode: 'report'`, which allows unverified requests. */
function rejectionsOf({ accept, mode, exceptionFactory }: EffectiveOptions): Case[] {
  if (mode === 'report') return [];
  if (exceptionFactory) return [{ status: '4XX', description: 'The request is rejected.' }];
  const forbidden: Case = {
    status: HttpStatus.FORBIDDEN,
    description: 'The request is rejected. Only the log of the application contains the reason.',
  };
  if (accept !== 'basic-auth') return [forbidden];
  const description = 'The credentials are missing or wrong.';
  return [{ status: HttpStatus.UNAUTHORIZED, description }, forbidden];
}

/** A key or a list in the options is always available. */
function unavailabilityOf({ accept, mode, signingKey, basicAuth }: EffectiveOptions): Case[] {
  if (mode === 'report') return [];
  const methods = acceptedMethods(accept);
  const descriptions = [
    ...(methods.includes('signature') && isResolver(signingKey) ? ['The signing keys are unavailable.'] : []),
    ...(methods.includes('basic-auth') && typeof basicAuth === 'function'
      ? ['The basic auth credentials are unavailable.']
      : []),
  ];
  return descriptions.map((description) => ({ status: HttpStatus.SERVICE_UNAVAILABLE, description }));
}

function onceCasesOf({ once }: EffectiveOptions): Case[] {
  if (!once) return [];
  const unavailable =
    once.onStoreFailure === 'handle'
      ? 'The event is still being handled.'
      : 'The event is still being handled, or the store of events is unavailable.';
  return [
    { status: HttpStatus.NO_CONTENT, description: 'The event is a duplicate, so the handler did not run.' },
    { status: HttpStatus.SERVICE_UNAVAILABLE, description: unavailable },
  ];
}
