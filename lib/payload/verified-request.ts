import { isExpired } from '../once/event-age.js';
import { eventIdOf, keyedEventId, type SignedEvent } from '../once/event-id.js';
import type { OnceOptions } from '../once/once-options.js';
import type { VerifiedWebhookData, WebhookAuthentication } from '../request/verified-webhook.js';
import type { SignatureAlgorithm, SignatureScheme, SignedContent } from '../signature/index.js';
import type { WebhookPayloadData } from '../signature/internal.js';
import { projectOf } from './claimed-project.js';

/** What proved the project: the claim that selected the key, or a key that is one project's, whose payload names it. */
export type ProvenProject = { readonly claimed: string | undefined } | 'named-by-payload' | undefined;

export interface VerifiedFacts {
  readonly authentication: WebhookAuthentication;
  readonly scheme: SignatureScheme | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly url: string;
  readonly keyIndex: number | undefined;
  readonly content: SignedContent | undefined;
  readonly project: ProvenProject;
  /** A form's strings are made when a handler first asks for them. */
  readonly decodePayload: () => WebhookPayloadData;
  /** What was signed, or received where nothing is. */
  readonly event: SignedEvent;
  readonly eventKey: OnceOptions['key'];
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
  #payload: WebhookPayloadData | undefined;
  #eventId: string | undefined;

  constructor(facts: VerifiedFacts) {
    this.authentication = facts.authentication;
    this.scheme = facts.scheme;
    this.algorithm = facts.algorithm;
    this.url = facts.url;
    this.keyIndex = facts.keyIndex;
    this.#facts = facts;
  }

  get payload(): WebhookPayloadData {
    return (this.#payload ??= this.#facts.decodePayload());
  }

  get projectId(): string | undefined {
    const { project, content } = this.#facts;
    if (project !== 'named-by-payload') return project?.claimed;
    return content && projectOf(this.payload, content);
  }

  get eventId(): string {
    if (this.#eventId !== undefined) return this.#eventId;
    const { event, eventKey } = this.#facts;
    this.#eventId = eventIdOf(event);
    const key = eventKey?.(this);
    if (key !== undefined && key !== '') this.#eventId = keyedEventId(event, key);
    return this.#eventId;
  }

  isExpired(maxAge: number): boolean {
    return isExpired(maxAge, this.payload, this.#facts.event);
  }

  withBasicAuth(): VerifiedRequest {
    return new VerifiedRequest({ ...this.#facts, authentication: 'both' });
  }

  toJSON(): VerifiedWebhookData {
    const { verified, authentication, scheme, algorithm, url, keyIndex, projectId, eventId, payload } = this;
    return { verified, authentication, scheme, algorithm, url, keyIndex, projectId, eventId, payload };
  }
}

/** Without a signature nothing proves more than that the caller knows the password. */
export function verifiedByBasicAuth(
  payload: WebhookPayloadData,
  event: SignedEvent,
  eventKey: OnceOptions['key'],
): VerifiedRequest {
  return new VerifiedRequest({
    authentication: 'basic-auth',
    scheme: undefined,
    algorithm: undefined,
    url: event.url,
    keyIndex: undefined,
    content: undefined,
    project: undefined,
    decodePayload: () => payload,
    event,
    eventKey,
  });
}
