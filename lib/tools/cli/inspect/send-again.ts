import { WebhookTestClient } from '../../../testing/index.js';
import { UsageError } from '../errors.js';
import { exchange, headersToSend } from '../http/exchange.js';
import { type Delivery, requireWholeBody, toPairs } from '../listen/delivery.js';
import { changeRequest } from '../replay/change-request.js';
import { readKind } from '../fixture-kinds.js';
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
    await this.send(request.method, request.target, toPairs(request.headers), request.body);
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
    const changed = changeRequest(request, { fields, publicUrl: undefined, signingKey });
    await this.send(method, changed.target, changed.headers, changed.body);
  }

  /** @throws UsageError if the path or a field cannot be sent */
  async compose(kind: string, path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const { publicUrl, signingKeys } = this.options;
    const [signingKey = ''] = signingKeys;
    const { type, make } = readKind(kind);
    const client = new WebhookTestClient({ signingKey, publicUrl });
    const request = await toPromise(() =>
      type === 'form' ? client.form(path, make(fields)) : client.json(path, make(fields)),
    );
    await this.send(request.method, path, Object.entries(request.headers), request.body);
  }

  private async send(
    method: string,
    target: string,
    headers: readonly (readonly [string, string])[],
    body: Uint8Array | string | undefined,
  ): Promise<void> {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const all = headersToSend(method, headers, bytes);
    await exchange({ method, to: this.options.receiverUrl, target, headers: all, body: bytes });
  }
}

function toPromise<Value>(work: () => Value): Promise<Value> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(new UsageError((error as Error).message));
  }
}
