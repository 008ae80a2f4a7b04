import { exchange, type SentRequest, toOutgoing } from '../http/exchange.js';
import { type Delivery, requireWholeBody, toPairs } from '../listen/delivery.js';
import { changeRequest } from '../replay/change-request.js';
import { makeRequest } from '../request-options.js';
import { baseOf } from './describe-delivery.js';

export interface SenderOptions {
  /** URL of `listen`, which verifies, forwards and shows these requests like any delivery. */
  readonly receiverUrl: string;
  /** Public URL without trailing slash. */
  readonly publicUrl: string;
  /** Signing keys. The first one signs. */
  readonly signingKeys: readonly string[];
}

export interface Edit {
  readonly fields?: Readonly<Record<string, string>>;
  /** Replaces the body. */
  readonly body?: string;
}

/** Sends the requests of the page through the port of `listen`. */
export class Sender {
  constructor(readonly options: SenderOptions) {}

  /**
   * Sends a request again unchanged, with its old signature.
   *
   * @throws UsageError if the body is incomplete
   */
  async replay({ request }: Delivery): Promise<void> {
    requireWholeBody(request);
    await this.send({ ...request, headers: toPairs(request.headers) });
  }

  /** @throws UsageError if the request cannot be signed, or its body is incomplete and not replaced */
  async edit(delivery: Delivery, { fields = {}, body }: Edit): Promise<void> {
    const { method, target, headers, body: given } = delivery.request;
    if (body === undefined) requireWholeBody(delivery.request);
    const request = {
      method,
      url: baseOf(delivery) + target,
      target,
      headers: toPairs(headers),
      body: body ?? given,
      isCut: false,
    };
    const [signingKey = ''] = this.options.signingKeys;
    await this.send(changeRequest(request, { fields, publicUrl: undefined, signingKey }));
  }

  /** @throws UsageError if the path or a field cannot be sent */
  async compose(kind: string, path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const { publicUrl, signingKeys } = this.options;
    const [signingKey = ''] = signingKeys;
    const flags = { as: kind, get: false, sha256: false };
    const { method, headers, body } = makeRequest(flags, fields, { publicUrl, signingKey }, path);
    await this.send({ method, target: path, headers: Object.entries(headers), body });
  }

  private async send(request: SentRequest): Promise<void> {
    await exchange(toOutgoing(request, this.options.receiverUrl));
  }
}
