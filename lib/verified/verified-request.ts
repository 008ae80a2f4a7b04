import { isExpired } from './event-age.js';
import { eventIdOf, keyedEventId, type SignedEvent } from './event-id.js';
import type { VerifiedWebhookData, WebhookAuthentication } from './verified-webhook.js';
import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import { type BoundValues, maskUrlToken, originOf, type WebhookPayloadData } from '../signature/internal.js';
import { projectOfJson } from '../request/claimed-project.js';

/** The source of the verified project: the claimed project that selected the key, or the signed JSON object. */
export type VerifiedProject = { readonly claimed: string | undefined } | 'named-by-json' | undefined;

/** The option `once.key`. */
type EventKey = ((webhook: VerifiedWebhookData) => string | undefined) | undefined;

export interface VerifiedFacts {
  readonly authentication: readonly WebhookAuthentication[];
  readonly signatureFormat: SignatureFormat | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  /** `undefined` if a caller of the verifier passed only a URL. */
  readonly publicUrl: string | undefined;
  readonly keyIndex: number | undefined;
  readonly project: VerifiedProject;
  /** Called when a handler first reads the payload. */
  readonly decodePayload: () => WebhookPayloadData;
  /** Describes the signed event, or the received one if the request is not signed. */
  readonly describeEvent: () => SignedEvent;
  readonly eventKey: EventKey;
  /** The values that the URL token of the request is bound to; `undefined` without a URL token. */
  readonly bound?: BoundValues | undefined;
}

/** Property with the values that the URL token of a request is bound to. It is not enumerable, so a copy does not have it. */
export const BOUND_VALUES = Symbol.for('nestjs-signalwire-webhook:bound-values');

/** The data of a verified request, computed on first access. */
export class VerifiedRequest implements VerifiedWebhookData {
  readonly verified = true;
  readonly authentication: readonly WebhookAuthentication[];
  readonly signatureFormat: SignatureFormat | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  readonly publicUrl: string;
  readonly keyIndex: number | undefined;
  readonly #facts: VerifiedFacts;
  #payload: WebhookPayloadData | undefined;
  #eventId: string | undefined;

  constructor(facts: VerifiedFacts) {
    this.authentication = facts.authentication;
    this.signatureFormat = facts.signatureFormat;
    this.algorithm = facts.algorithm;
    this.url = facts.url.includes('?') ? maskUrlToken(facts.url) : facts.url;
    this.publicUrl = facts.publicUrl ?? originOf(facts.url);
    this.keyIndex = facts.keyIndex;
    this.#facts = facts;
  }

  get payload(): WebhookPayloadData {
    return (this.#payload ??= this.#facts.decodePayload());
  }

  get projectId(): string | undefined {
    const { project } = this.#facts;
    return project === 'named-by-json' ? projectOfJson(this.payload) : project?.claimed;
  }

  /** If `once.key` reads it, `once.key` receives the event ID of the signed string. */
  get eventId(): string {
    if (this.#eventId !== undefined) return this.#eventId;
    const { describeEvent, eventKey } = this.#facts;
    const event = describeEvent();
    this.#eventId = eventIdOf(event);
    try {
      const key = eventKey?.(this);
      if (key !== undefined && key !== '') this.#eventId = keyedEventId(event, key);
      return this.#eventId;
    } catch (error) {
      this.#eventId = undefined;
      throw error;
    }
  }

  isExpired(maxAge: number): boolean {
    return isExpired(maxAge, this.payload, this.#facts.describeEvent());
  }

  get [BOUND_VALUES](): BoundValues | undefined {
    return this.#facts.bound;
  }

  withAuthentication(authentication: readonly WebhookAuthentication[]): VerifiedRequest {
    return new VerifiedRequest({ ...this.#facts, authentication });
  }

  toJSON(): VerifiedWebhookData {
    const { projectId, eventId, payload } = this;
    return Object.assign({}, this, { projectId, eventId, payload });
  }
}

/** The facts of a request that was verified without a signature. */
type UnsignedFacts = Omit<
  VerifiedFacts,
  'signatureFormat' | 'algorithm' | 'keyIndex' | 'project' | 'decodePayload'
> & { readonly payload: WebhookPayloadData };

/** Returns the data of a request without a signature. Its project is not verified. */
export function verifiedWithoutSignature({ payload, ...facts }: UnsignedFacts): VerifiedRequest {
  return new VerifiedRequest({
    ...facts,
    signatureFormat: undefined,
    algorithm: undefined,
    keyIndex: undefined,
    project: undefined,
    decodePayload: () => payload,
  });
}
