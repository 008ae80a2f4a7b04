import { exchange, type SentRequest, toOutgoing } from '../http/exchange.js';
import { type Delivery, requireWholeBody, toPairs } from '../listen/delivery.js';
import { changeRequest } from '../replay/change-request.js';
import { makeRequest } from '../request-options.js';

export interface SenderOptions {
  /** URL of `listen`, which verifies, forwards and shows these requests like any delivery. */
  readonly receiverUrl: string;
  /** Public URL without trailing slash. */
  readonly publicUrl: string;
  /** Signing keys. The first one signs. */
  readonly signingKeys: readonly string[];
}

type Fields = Readonly<Record<string, string>>;

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

  /**
   * Changes fields of a request or replaces its body, and sends it with a new signature.
   *
   * @throws UsageError if the request cannot be signed, or its body is incomplete and not replaced
   */
  async edit({ url, request: given }: Delivery, fields: Fields, body?: string): Promise<void> {
    if (body === undefined) requireWholeBody(given);
    const headers = toPairs(given.headers);
    const request = { ...given, url, headers, body: body ?? given.body, isCut: false };
    const [signingKey = ''] = this.options.signingKeys;
    await this.send(changeRequest(request, { fields, publicUrl: undefined, signingKey }));
  }

  /** @throws UsageError if the path or a field cannot be sent */
  async compose(kind: string, path: string, fields: Fields): Promise<void> {
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
