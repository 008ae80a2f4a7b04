import { HttpException, HttpStatus } from '@nestjs/common';

import type { SignatureRefusal } from './signature/index.js';

/**
 * Why a request was refused: the signature's own reasons, and
 *
 * - `missing-credentials`, `wrong-credentials`: of HTTP basic auth, where the route accepts it.
 * - `unknown-project`: there is no signing key for the project that the route or the payload names.
 * - `untrusted-host`: without `publicUrl`, the request's host was missing, malformed or not among `allowedHosts`.
 *
 * @publicApi
 */
export type RefusalReason =
  SignatureRefusal | 'missing-credentials' | 'wrong-credentials' | 'unknown-project' | 'untrusted-host';

/**
 * A refused request, for `exceptionFactory`. It holds no key, no signature and no body.
 *
 * @publicApi
 */
export interface SignalWireWebhookRejection {
  /** For the operator. Do not send it to the caller: it would tell a forger what to mend. */
  readonly reason: RefusalReason;
  readonly method: string;
  /** The path of the request target, without its query. */
  readonly path: string;
}

/**
 * A refusal: 403 with the same short body whatever the reason; 401 for wrong credentials where a route accepts basic
 * auth alone.
 *
 * @publicApi
 */
export class SignalWireWebhookException extends HttpException {
  /** For the operator; never part of the response. */
  readonly reason: RefusalReason;

  constructor(
    reason: RefusalReason,
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
