import { asksForInstructions, isStatusCallback } from '../webhooks/status-callback.js';
import { type DocumentError, findDocumentError } from './find-document-error.js';
import { isBinary } from './is-binary.js';
import { MAX_RESPONSE_BYTES } from './to-response.js';
import { documentResponse } from './to-response.js';
import { readResponseHeader, readStatus, watchSentBody } from './watch-response.js';

/** Maximum number of checked responses per route: enough for its usual branches, without a cost for later requests. */
const MAX_LOOKS = 20;

/** Number of checked responses by route. */
const looks = new WeakMap<object, number>();

export interface CheckedResponse {
  readonly route: object;
  readonly webhook: { readonly payload: unknown };
  /** The framework's response. */
  readonly response: object;
  readonly warn: (error: ResponseError) => void;
}

export interface ResponseError extends DocumentError {
  /** Whether the handler returned a document that SignalWire can read, but a different body is sent. */
  readonly isWrapped: boolean;
}

/**
 * Warns if SignalWire cannot read the response to an instruction webhook. It checks the first responses of a route, until the
 * first warning.
 */
export class ResponseCheck {
  /** The handler's return value after the response interceptor. */
  returned: unknown;

  private constructor(private readonly checked: CheckedResponse) {
    watchSentBody(checked.response, (body) => {
      this.look(body);
    });
  }

  /** Returns `undefined` if the maximum number of the route's responses was checked. */
  static start(checked: CheckedResponse): ResponseCheck | undefined {
    return isLookedAt(checked.route) ? new ResponseCheck(checked) : undefined;
  }

  private look(body: Buffer): void {
    const { route, response, warn } = this.checked;
    if (!isLookedAt(route)) return;
    looks.set(route, looksAt(route) + 1);
    if (!isReadable(response, body)) return;
    const error = this.findError(body);
    if (!error) return;
    looks.set(route, MAX_LOOKS);
    warn(error);
  }

  private findError(body: Buffer): ResponseError | undefined {
    const { webhook, response } = this.checked;
    const { payload } = webhook;
    if (isStatusCallback(payload)) return undefined;
    const isDocumentReturned = isDocument(this.returned);
    if (!isDocumentReturned && !asksForInstructions(payload)) return undefined;
    const contentType = readResponseHeader(response, 'content-type');
    const error = findDocumentError({ contentType, body }, true);
    return error && { ...error, isWrapped: isDocumentReturned };
  }
}

function looksAt(route: object): number {
  return looks.get(route) ?? 0;
}

function isLookedAt(route: object): boolean {
  return looksAt(route) < MAX_LOOKS;
}

/** Excludes errors and redirects, bodies that SignalWire drops because of their size, and compressed bodies. */
function isReadable(response: object, body: Buffer): boolean {
  const status = readStatus(response);
  return (
    status >= 200 &&
    status < 300 &&
    body.length > 0 &&
    body.length <= MAX_RESPONSE_BYTES &&
    readResponseHeader(response, 'content-encoding') === undefined
  );
}

/** Returns whether SignalWire can read a handler's return value as cXML or SWML. */
function isDocument(returned: unknown): boolean {
  if (returned === undefined || isBinary(returned)) return false;
  const { body, contentType = 'application/json' } = documentResponse(returned);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return findDocumentError({ contentType, body: Buffer.from(text) }, true) === undefined;
}
