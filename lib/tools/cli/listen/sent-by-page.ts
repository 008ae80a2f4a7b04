import { randomBytes } from 'node:crypto';

import type { Delivery, DeliveryOrigin } from './delivery.js';
import { LISTEN_HEADER } from './end-to-end.js';

/** A request that the inspector page sends through the port of `listen`. */
export interface SentByPage {
  readonly origin: DeliveryOrigin;
  /** Called with the delivery; with `undefined` if the request was not handled. */
  readonly settle: (delivery: Delivery | undefined) => void;
}

/**
 * Recognizes the requests of the inspector page by a random header value, which is valid once. The header is removed, so that neither
 * the application nor a recording gets it.
 */
export class PageRequests {
  private readonly expected = new Map<string, SentByPage>();

  /**
   * Sends a request with one more header.
   *
   * @returns the delivery; `undefined` if the request was not handled
   */
  async send(
    origin: DeliveryOrigin,
    send: (header: readonly [name: string, value: string]) => Promise<unknown>,
  ): Promise<Delivery | undefined> {
    const token = randomBytes(16).toString('base64url');
    const delivered = new Promise<Delivery | undefined>((settle) => {
      this.expected.set(token, { origin, settle });
    });
    try {
      await send([LISTEN_HEADER, token]);
    } finally {
      // With a response, the request was recognized, unless it was rejected before its headers were read.
      this.take([LISTEN_HEADER, token])?.settle(undefined);
    }
    return delivered;
  }

  /** Removes the header of the page from raw headers; `undefined` if the page did not send the request. */
  take(rawHeaders: string[]): SentByPage | undefined {
    for (let at = 0; at < rawHeaders.length; at += 2) {
      if (rawHeaders[at] !== LISTEN_HEADER) continue;
      const sent = this.expected.get(rawHeaders[at + 1] ?? '');
      if (!sent) continue;
      this.expected.delete(rawHeaders[at + 1] ?? '');
      rawHeaders.splice(at, 2);
      return sent;
    }
    return undefined;
  }
}
