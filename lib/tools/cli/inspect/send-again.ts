import { exchange, type SentRequest, toOutgoing } from '../http/exchange.js';
import { type Delivery, type DeliveryOrigin, requireWholeBody, toPairs } from '../listen/delivery.js';
import type { PageRequests } from '../listen/sent-by-page.js';
import { changeRequest } from '../replay/change-request.js';
import { makeRequest } from '../request-options.js';

export interface SenderOptions {
  /** URL of `listen`, which verifies, forwards and shows these requests like any delivery. */
  readonly receiverUrl: string;
  /** Public URL without trailing slash. */
  readonly publicUrl: string;
  /** Signing keys. The first one signs. */
  readonly signingKeys: readonly string[];
  readonly pageRequests: PageRequests;
}

type Sent = Promise<Delivery | undefined>;
type Fields = Readonly<Record<string, string>>;

/** Sends the requests of the page through the port of `listen`, and returns their deliveries; `undefined` if `listen` did not handle them. */
export class Sender {
  constructor(readonly options: SenderOptions) {}

  /**
   * Sends a request again unchanged, with its old signature.
   *
   * @throws UsageError if the body is incomplete
   */
  async replay({ id, request, origin }: Delivery): Sent {
    requireWholeBody(request);
    // A replay of a replay has the original request, too.
    const of = (origin?.type === 'replay' ? origin.of : undefined) ?? id;
    return this.send({ type: 'replay', of }, { ...request, headers: toPairs(request.headers) });
  }

  /**
   * Changes fields of a request or replaces its body, and sends it with a new signature.
   *
   * @throws UsageError if the request cannot be signed, or its body is incomplete and not replaced
   */
  async edit({ id, url, request: given }: Delivery, fields: Fields, body?: string): Sent {
    if (body === undefined) requireWholeBody(given);
    const headers = toPairs(given.headers);
    const request = { ...given, url, headers, body: body ?? given.body, isCut: false };
    const [signingKey = ''] = this.options.signingKeys;
    const changed = changeRequest(request, { fields, publicUrl: undefined, signingKey });
    return this.send({ type: 'edit', of: id }, changed);
  }

  /** @throws UsageError if the path or a field cannot be sent */
  async compose(kind: string, path: string, fields: Fields): Sent {
    const { publicUrl, signingKeys } = this.options;
    const [signingKey = ''] = signingKeys;
    const flags = { as: kind, get: false, sha256: false };
    const { method, headers, body } = makeRequest(flags, fields, { publicUrl, signingKey }, path);
    const request = { method, target: path, headers: Object.entries(headers), body };
    return this.send({ type: 'compose' }, request);
  }

  private send(origin: DeliveryOrigin, request: SentRequest): Sent {
    return this.options.pageRequests.send(origin, (header) => {
      const headers = [header, ...request.headers];
      return exchange(toOutgoing({ ...request, headers }, this.options.receiverUrl));
    });
  }
}
