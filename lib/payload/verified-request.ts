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

  withBasicAuth(): VerifiedRequest {
    return new VerifiedRequest({ ...this.#facts, authentication: 'both' });
  }

  toJSON(): VerifiedWebhookData {
    const { authentication, scheme, algorithm, url, keyIndex, projectId, payload } = this;
    return { authentication, scheme, algorithm, url, keyIndex, projectId, payload };
  }
}

/** Without a signature nothing proves more than that the caller knows the password. */
export function verifiedByBasicAuth(url: string, payload: WebhookPayloadData): VerifiedRequest {
  return new VerifiedRequest({
    authentication: 'basic-auth',
    scheme: undefined,
    algorithm: undefined,
    url,
    keyIndex: undefined,
    content: undefined,
    project: undefined,
    decodePayload: () => payload,
  });
}
