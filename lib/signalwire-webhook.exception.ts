import { type ExecutionContext, HttpException, HttpStatus } from '@nestjs/common';

import type { SignatureRejectionReason } from './signature/index.js';

/**
 * Why a request was rejected: the signature's own reasons, and
 *
 * - `missing-credentials`, `wrong-credentials`: of HTTP basic auth, where the route accepts it.
 * - `unknown-project`: there is no signing key for the project that the route or the payload names.
 * - `ambiguous-project`: the payload names two projects, where it selects the signing keys.
 * - `untrusted-host`: the request's host was missing, malformed or not among `allowedHosts`.
 * - `malformed-target`: the request target is not a path with its query.
 * - `unexpected-method`, `unexpected-content`: not among the route's `methods` or `content`.
 * - `expired-event`: its signed timestamp is older than the route's `once.maxAge`, or cannot be read.
 *
 * @publicApi
 */
export type RejectionReason =
  | SignatureRejectionReason
  | 'missing-credentials'
  | 'wrong-credentials'
  | 'unknown-project'
  | 'ambiguous-project'
  | 'untrusted-host'
  | 'malformed-target'
  | 'unexpected-method'
  | 'unexpected-content'
  | 'expired-event';

/**
 * A rejected request, for `exceptionFactory`. It holds no key, no signature and no body.
 *
 * @publicApi
 */
export interface SignalWireWebhookRejection {
  /** For the operator. Do not send it to the caller: it would tell a forger what to correct. */
  readonly reason: RejectionReason;
  readonly method: string;
  /** The path of the request target, without its query. */
  readonly path: string;
}

/**
 * The response to a rejected request, as `exceptionFactory` may return it.
 *
 * @publicApi
 */
export interface RejectionResponse {
  /** From 400 to 599. */
  readonly status: number;
  /** A string, an object such as SWML, or a document by its own `toString()`, such as a `VoiceResponse`. */
  readonly body: unknown;
}

/**
 * The option about the response to a rejected request.
 *
 * @publicApi
 */
export interface ExceptionFactoryOptions {
  /**
   * Makes the response to a rejected request: an exception, or a status from 400 to 599 with a body that is sent like what a
   * handler returns. Anything else, a promise or an error thrown gives the default, and an error in the log.
   *
   * @default a {@link SignalWireWebhookException}: 403 with the same short body for each reason
   *
   * @example
   * ```ts
   * exceptionFactory: () => new UnauthorizedException({ message: 'unauthorized' })
   * exceptionFactory: () => ({ status: 401, body: '<Response><Reject/></Response>' })
   * ```
   */
  readonly exceptionFactory?: (
    rejection: SignalWireWebhookRejection,
    context: ExecutionContext,
  ) => HttpException | RejectionResponse;
}

/**
 * A rejection: 403 with the same short body whatever the reason; 401 for wrong credentials where a route accepts basic
 * auth alone.
 *
 * @publicApi
 */
export class SignalWireWebhookException extends HttpException {
  /** For the operator; never part of the response. */
  readonly reason: RejectionReason;

  constructor(
    reason: RejectionReason,
    status: HttpStatus.FORBIDDEN | HttpStatus.UNAUTHORIZED = HttpStatus.FORBIDDEN,
  ) {
    super(
      { statusCode: status, message: status === HttpStatus.FORBIDDEN ? 'Forbidden' : 'Unauthorized' },
      status,
    );
    this.name = 'SignalWireWebhookException';
    this.reason = reason;
  }
}
