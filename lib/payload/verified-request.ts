import type { VerifiedWebhookData, WebhookAuthentication } from '../request/verified-webhook.js';
import type { SignatureAlgorithm, SignatureScheme } from '../signature/index.js';
import type { WebhookPayloadData } from '../signature/internal.js';

/** What is known at once of a verified request. */
export interface VerifiedFacts {
  readonly authentication: WebhookAuthentication;
  readonly scheme: SignatureScheme | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  readonly keyIndex: number | undefined;
}

/** Where the rest comes from: a form's strings are made when a handler first asks for them. */
export interface VerifiedSource {
  readonly decodePayload: () => WebhookPayloadData;
  readonly readProjectId: (webhook: VerifiedRequest) => string | undefined;
}

/** All that is known of a verified request. */
export class VerifiedRequest implements VerifiedWebhookData {
  readonly verified = true;
  readonly authentication: WebhookAuthentication;
  readonly scheme: SignatureScheme | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  readonly keyIndex: number | undefined;
  readonly #facts: VerifiedFacts;
  readonly #source: VerifiedSource;
  #payload: WebhookPayloadData | undefined;

  constructor(facts: VerifiedFacts, source: VerifiedSource) {
    this.authentication = facts.authentication;
    this.scheme = facts.scheme;
    this.algorithm = facts.algorithm;
    this.url = facts.url;
    this.keyIndex = facts.keyIndex;
    this.#facts = facts;
    this.#source = source;
  }

  static byBasicAuth(url: string, payload: WebhookPayloadData): VerifiedRequest {
    const facts = { scheme: undefined, algorithm: undefined, url, keyIndex: undefined };
    const source = { decodePayload: () => payload, readProjectId: () => undefined };
    return new VerifiedRequest({ authentication: 'basic-auth', ...facts }, source);
  }

  get payload(): WebhookPayloadData {
    return (this.#payload ??= this.#source.decodePayload());
  }

  get projectId(): string | undefined {
    return this.#source.readProjectId(this);
  }

  withBasicAuth(): VerifiedRequest {
    return new VerifiedRequest({ ...this.#facts, authentication: 'both' }, this.#source);
  }

  toJSON(): VerifiedWebhookData {
    return { ...this.#facts, projectId: this.projectId, payload: this.payload };
  }
}
