import { isExpired } from './event-age.js';
import { eventIdOf, keyedEventId, type SignedEvent } from './event-id.js';
import type { VerifiedWebhookData, WebhookAuthentication } from './verified-webhook.js';
import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import { originOf, type WebhookPayloadData } from '../signature/internal.js';
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
}

const BASIC_AUTH: readonly WebhookAuthentication[] = Object.freeze(['basic-auth'] as const);
const SIGNATURE_AND_BASIC_AUTH: readonly WebhookAuthentication[] = Object.freeze([
  'signature',
  'basic-auth',
] as const);

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
    this.url = facts.url;
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

  withBasicAuth(): VerifiedRequest {
    return new VerifiedRequest({ ...this.#facts, authentication: SIGNATURE_AND_BASIC_AUTH });
  }

  toJSON(): VerifiedWebhookData {
    const { projectId, eventId, payload } = this;
    return Object.assign({}, this, { projectId, eventId, payload });
  }
}

/** Returns the data of a request with basic auth alone. Its project is not verified, because it has no signature. */
export function verifiedByBasicAuth(
  { url, publicUrl }: Pick<VerifiedFacts, 'url' | 'publicUrl'>,
  payload: WebhookPayloadData,
  describeEvent: () => SignedEvent,
  eventKey: EventKey,
): VerifiedRequest {
  return new VerifiedRequest({
    authentication: BASIC_AUTH,
    signatureFormat: undefined,
    algorithm: undefined,
    url,
    publicUrl,
    keyIndex: undefined,
    project: undefined,
    decodePayload: () => payload,
    describeEvent,
    eventKey,
  });
}
