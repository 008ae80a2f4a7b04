import { isExpired } from './event-age.js';
import { eventIdOf, keyedEventId, type SignedEvent } from './event-id.js';
import type { VerifiedWebhookData, WebhookAuthentication } from './verified-webhook.js';
import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import type { WebhookPayloadData } from '../signature/internal.js';
import { projectOfJson } from '../request/claimed-project.js';

/** What proves the project: the claim that selected the key, or the JSON object that was signed. */
export type VerifiedProject = { readonly claimed: string | undefined } | 'named-by-json' | undefined;

/** The option `once.key`. */
type EventKey = ((webhook: VerifiedWebhookData) => string | undefined) | undefined;

export interface VerifiedFacts {
  readonly authentication: readonly WebhookAuthentication[];
  readonly signatureFormat: SignatureFormat | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  readonly keyIndex: number | undefined;
  readonly project: VerifiedProject;
  /** A form's strings are made when a handler first asks for them. */
  readonly decodePayload: () => WebhookPayloadData;
  /** Describes the signed event, or the received one if the request is not signed. */
  readonly describeEvent: () => SignedEvent;
  readonly eventKey: EventKey;
}

const BASIC_AUTH: readonly WebhookAuthentication[] = Object.freeze(['basic-auth'] as const);
const SIGNATURE_AND_BASIC_AUTH: readonly WebhookAuthentication[] = Object.freeze([
  'signature',
  'basic-auth',
] as const);

/** All that is known of a verified request. */
export class VerifiedRequest implements VerifiedWebhookData {
  readonly verified = true;
  readonly authentication: readonly WebhookAuthentication[];
  readonly signatureFormat: SignatureFormat | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  readonly keyIndex: number | undefined;
  readonly #facts: VerifiedFacts;
  #payload: WebhookPayloadData | undefined;
  #eventId: string | undefined;

  constructor(facts: VerifiedFacts) {
    this.authentication = facts.authentication;
    this.signatureFormat = facts.signatureFormat;
    this.algorithm = facts.algorithm;
    this.url = facts.url;
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

  /** `once.key` may read it, and then gets the identity over what was signed. */
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

  withBasicAuth(): VerifiedRequest {
    return new VerifiedRequest({ ...this.#facts, authentication: SIGNATURE_AND_BASIC_AUTH });
  }

  toJSON(): VerifiedWebhookData {
    const {
      verified,
      authentication,
      signatureFormat,
      algorithm,
      url,
      keyIndex,
      projectId,
      eventId,
      payload,
    } = this;
    return {
      verified,
      authentication,
      signatureFormat,
      algorithm,
      url,
      keyIndex,
      projectId,
      eventId,
      payload,
    };
  }
}

/** Without a signature nothing proves more than that the caller knows the password. */
export function verifiedByBasicAuth(
  url: string,
  payload: WebhookPayloadData,
  describeEvent: () => SignedEvent,
  eventKey: EventKey,
): VerifiedRequest {
  return new VerifiedRequest({
    authentication: BASIC_AUTH,
    signatureFormat: undefined,
    algorithm: undefined,
    url,
    keyIndex: undefined,
    project: undefined,
    decodePayload: () => payload,
    describeEvent,
    eventKey,
  });
}
