import type { SignatureRefusal } from '../signature/index.js';
import type { FindingCode } from './catalogue.js';

/**
 * The most HMACs that one diagnosis computes, beside those of the verification itself. Large bodies get fewer.
 *
 * @publicApi
 */
export const MAX_DIAGNOSIS_HMACS = 400;

/**
 * What you know and the request does not show.
 *
 * @publicApi
 */
export interface DiagnosisHints {
  /** Hosts that SignalWire may call, with their port if it is not the default: `example.com`, `example.com:8443`. */
  readonly hosts?: readonly string[];
  /** Path prefixes that a gateway may strip or add: `/stage`, `/api`. */
  readonly pathPrefixes?: readonly string[];
  /** Signing keys of other projects by name. The name is printed, the key never. */
  readonly otherKeys?: Readonly<Record<string, string>>;
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
  /** The option or the line that mends it. */
  readonly mend: string;
  /** What proves it. Holds no key, no signature and nothing of the body; credentials in a URL show as `***@`. */
  readonly evidence: string;
}

/**
 * - `verified`: the signature is right, and there is nothing to mend.
 * - `explained`: the findings say why it was refused. Together they make it match.
 * - `unexplained`: no known mistake makes it match: another key, URL or body, or a forgery.
 * - `malformed`: there is no signature that anything could be compared with.
 *
 * @publicApi
 */
export type DiagnosisVerdict = 'verified' | 'explained' | 'unexplained' | 'malformed';

/**
 * For operators only: a caller must not learn it.
 *
 * @publicApi
 */
export interface Diagnosis {
  readonly verdict: DiagnosisVerdict;
  /** What `verifySignature` refused the request for. */
  readonly reason?: SignatureRefusal;
  /** All of them apply together. */
  readonly findings: readonly Finding[];
  /** The mistakes that were tried and do not make the signature match. Empty where one does. */
  readonly ruledOut: readonly string[];
  /** The number of HMACs that the search took, at most {@link MAX_DIAGNOSIS_HMACS}. */
  readonly hmacs: number;
}
