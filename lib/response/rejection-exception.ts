import { type ExecutionContext, HttpException, HttpStatus, StreamableFile } from '@nestjs/common';

import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { ignoreRejection } from '../errors/ignore-rejection.js';
import { isError, isInstance } from '../errors/is-error.js';
import { documentResponse } from './to-response.js';
import {
  type ExceptionFactoryOptions,
  type RejectionResponse,
  SignalWireWebhookException,
  type SignalWireWebhookRejection,
} from '../signalwire-webhook.exception.js';

export interface RejectionOptions {
  /** Whether the response is 401, which requests credentials from the caller. */
  readonly isChallenge: boolean;
  readonly exceptionFactory: ExceptionFactoryOptions['exceptionFactory'];
  readonly logError: (text: string) => void;
}

/** Returns the exception for a rejected request. If `exceptionFactory` fails, it is the default exception. */
export function toRejectionException(
  rejection: SignalWireWebhookRejection,
  context: ExecutionContext,
  { isChallenge, exceptionFactory, logError }: RejectionOptions,
): HttpException {
  const made = exceptionFactory && callFactory(() => exceptionFactory(rejection, context), logError);
  if (made) return made;
  const status = isChallenge ? HttpStatus.UNAUTHORIZED : HttpStatus.FORBIDDEN;
  return new SignalWireWebhookException(rejection.reason, status);
}

function callFactory(
  factory: () => unknown,
  logError: RejectionOptions['logError'],
): HttpException | undefined {
  const made = exceptionOrMisuse(factory);
  if (typeof made !== 'string') return made;
  logError(`exceptionFactory ${made}. The default rejection was sent instead.`);
  return undefined;
}

function exceptionOrMisuse(factory: () => unknown): HttpException | string {
  let made: unknown;
  try {
    made = factory();
  } catch (error) {
    return `threw an error (${describeThirdPartyError(error)}). Catch and log it in exceptionFactory`;
  }
  try {
    return toException(made) ?? describeMisuse(made);
  } catch {
    return 'returned a response that cannot be sent';
  }
}

function toException(made: unknown): HttpException | undefined {
  if (typeof made !== 'object' || made === null) return undefined;
  if (isHttpException(made)) {
    made.getResponse(); // Nest calls it later, so an error must occur here.
    return isErrorStatus(made.getStatus()) ? made : undefined;
  }
  if (!('status' in made && 'body' in made) || !isErrorStatus(made.status)) return undefined;
  return new HttpException(toResponseBody((made as RejectionResponse).body), made.status);
}

/** Checks the methods, because the application may have a second copy of `@nestjs/common`. */
function isHttpException(value: object): value is HttpException {
  return isError(value) && 'getStatus' in value && 'getResponse' in value;
}

function isErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599;
}

/** Returns a file, because Nest's filter would wrap a string in JSON. */
function toResponseBody(given: unknown): object {
  const { body, contentType } = documentResponse(given);
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body ?? {}));
  const fallback = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return new StreamableFile(bytes, { type: contentType ?? fallback, length: bytes.length });
}

function describeMisuse(made: unknown): string {
  if (isInstance(made, Promise)) {
    ignoreRejection(made);
    return 'returned a promise. Make it synchronous';
  }
  return 'must return an HttpException or { status, body } with a status from 400 to 599';
}
