import { type ExecutionContext, HttpException, HttpStatus } from '@nestjs/common';

import type {
  SignatureFormat,
  SignatureRejectionReason,
  UrlTokenRejectionReason,
} from './signature/index.js';

/**
 * Reason of a rejection: a {@link SignatureRejectionReason}, a {@link UrlTokenRejectionReason}, or one of these.
 *
 * - `missing-credentials`, `wrong-credentials`: the HTTP basic auth of the request, on a route that accepts it.
 * - `unknown-project`: the project of the route, or the claimed project, has no signing key.
 * - `ambiguous-project`: the payload names two projects, so it cannot select the signing keys, or code that runs before the guard has
 *   changed the project in `request.body`.
 * - `untrusted-host`: the request's host is missing, malformed or not in `allowedHosts`.
 * - `malformed-target`: the request target is not a path with a query.
 * - `unexpected-method`, `unexpected-content`: the route's `methods` or `content` do not include it.
 * - `expired-event`: a signed timestamp is further from now than the route's `once.maxAge`, or cannot be read.
 *
 * @publicApi
 */
export type RejectionReason =
  | SignatureRejectionReason
  | UrlTokenRejectionReason
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
 * A rejection. The reason is for the operator only.
 *
 * @publicApi
 */
export interface Rejection {
  /** Always `false`. */
  readonly verified: false;
  /** Reason of the rejection. Do not send it to the caller: it would help an attacker. */
  readonly reason: RejectionReason;
  /** Format of the received signature, if it was read. */
  readonly signatureFormat?: SignatureFormat;
}

/**
 * A rejected request, for `exceptionFactory`. It contains no key, no signature and no body.
 *
 * @publicApi
 */
export interface SignalWireWebhookRejection {
  /** Reason for the operator. Do not send it to the caller: it would help an attacker. */
  readonly reason: RejectionReason;
  /** HTTP method of the request, in capitals. */
  readonly method: string;
  /** Path of the request target, without the query. */
  readonly path: string;
}

/**
 * The response to a rejected request, as `exceptionFactory` may return it.
 *
 * @publicApi
 */
export interface RejectionResponse {
  /** Status from 400 to 599. */
  readonly status: number;
  /** A string, an object such as SWML, or an object whose `toString()` returns a document, such as a `VoiceResponse`. */
  readonly body: unknown;
}

/** Option for the response to a rejected request. */
export interface ExceptionFactoryOptions {
  /**
   * Creates the response to a rejected request: an exception, or a status from 400 to 599 with a body. The body is sent like the
   * return value of a handler. If the function throws, or returns a promise or an unusable value, the default response is sent,
   * and the log contains an error.
   *
   * @default a {@link SignalWireWebhookException}: 403 with the same short body for every reason
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
 * A rejection: 403 with the same short body for every reason. A route that accepts only basic auth responds with 401 to missing
 * or wrong credentials.
 *
 * @example
 * ```ts
 * @Catch(SignalWireWebhookException)
 * export class RejectionFilter extends BaseExceptionFilter {
 *   catch(exception: SignalWireWebhookException, host: ArgumentsHost) {
 *     this.metrics.count(exception.reason);
 *     return super.catch(exception, host);
 *   }
 * }
 * ```
 *
 * @publicApi
 */
export class SignalWireWebhookException extends HttpException {
  /** Reason for the operator. It is never part of the response. */
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
