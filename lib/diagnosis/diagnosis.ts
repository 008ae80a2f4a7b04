import type { FindingCode } from './catalogue/catalogue.js';
import type { SignatureRejectionReason, SigningKeyKind } from './signature-internals.js';

/**
 * What you know and the request does not show.
 *
 * @publicApi
 */
export interface DiagnosisHints {
  /** Hosts that SignalWire may call, with their port if it is not the default: `example.com`, `example.com:8443`. */
  readonly hosts?: readonly string[];
  /** Path prefixes that a gateway may strip or add: `/stage`, `/api`; also the application's global prefix. */
  readonly pathPrefixes?: readonly string[];
  /**
   * Other keys by name, each of which may have signed: a different project's Signing Key (`PSK_…`), an older one, or an API token
   * (`PT…`). The name is printed, the key never.
   */
  readonly otherKeys?: Readonly<Record<string, string>>;
  /**
   * What kind of secret the signing keys are. With `api-token` an API token (`PT…`) among them is no finding.
   *
   * @default 'signing-key'
   */
  readonly signingKeyKind?: SigningKeyKind;
  /**
   * Who reads it, so that the fixes fit: those who use the module, or those who call `verifySignature` themselves.
   *
   * @default undefined, which gives both
   */
  readonly context?: 'module' | 'function';
  /** The public base that is in force, so that no fix names what is set already: `https://example.com/stage`. */
  readonly publicUrl?: string;
  /** The project that the request claims to be of, where it has been read already. */
  readonly claimedProjectId?: string;
}

/**
 * One difference between what was signed and what was verified.
 *
 * @publicApi
 */
export interface Finding {
  readonly code: FindingCode;
  readonly title: string;
  /** What was signed, and what stands here instead. */
  readonly difference: string;
  /** The option or the line that fixes it. */
  readonly fix: string;
  /** What proves it. Holds no key, no signature, no value of a query and nothing of the body; credentials in a URL show as `***@`. */
  readonly evidence: string;
}

/**
 * - `verified`: the signature is right, and there is nothing to fix.
 * - `explained`: the findings say why it was rejected. Together they make it match.
 * - `unexplained`: no known mistake makes it match: another key, URL or body, or a forgery.
 * - `malformed`: there is no signature that anything could be compared with.
 *
 * @publicApi
 */
export type DiagnosisVerdict = 'verified' | 'explained' | 'unexplained' | 'malformed';

/**
 * What was verified, for comparison with what is configured at SignalWire.
 *
 * @publicApi
 */
export interface DiagnosedRequest {
  readonly method: string;
  /** Without credentials and without the values of its query; cut. */
  readonly url: string;
  readonly contentType: string;
  /** In bytes. */
  readonly bodyLength: number;
  /** The project that it claims to be of, in quotation marks: escaped, and cut. */
  readonly claimedProject?: string;
  /** How many usable signing keys it was verified with. */
  readonly signingKeys: number;
}

/**
 * For operators only: a caller must not learn it.
 *
 * @publicApi
 */
export interface Diagnosis {
  readonly verdict: DiagnosisVerdict;
  /** What `verifySignature` rejected the request for. */
  readonly reason?: SignatureRejectionReason;
  /** All of them apply together. */
  readonly findings: readonly Finding[];
  /** What stands out in a request that nothing explains. It is true of the request, and proves nothing. */
  readonly observations: readonly Finding[];
  /** What was tried and does not make the signature match. Empty where something does. */
  readonly tried: readonly string[];
  /** What to do or to try next where nothing explains the request. */
  readonly next: readonly string[];
  /** Where nothing explains it: what was verified. */
  readonly request?: DiagnosedRequest;
  /** The number of HMACs that the search took, at most {@link MAX_DIAGNOSIS_HMACS}. */
  readonly hmacs: number;
  /** The bytes that it hashed, at most {@link MAX_DIAGNOSIS_BYTES_HASHED}. */
  readonly bytesHashed: number;
  /** About the bytes that it generated, at most {@link MAX_DIAGNOSIS_BYTES_GENERATED}. */
  readonly bytesGenerated: number;
}
