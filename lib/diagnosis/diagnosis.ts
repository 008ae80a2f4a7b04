import type { FindingCode } from './catalogue/catalogue.js';
import type { SignatureRejectionReason, SigningKeyKind } from '../signature/index.js';

/**
 * Facts about your setup that a request does not show.
 *
 * @example
 * ```ts
 * const hints: DiagnosisHints = {
 *   hosts: ['example.com'],
 *   pathPrefixes: ['/stage'],
 *   otherKeys: { staging: 'PSK_…' },
 * };
 * ```
 *
 * @publicApi
 */
export interface DiagnosisHints {
  /** Hosts that SignalWire may call, with their port if it is not the default: `example.com`, `example.com:8443`. */
  readonly hosts?: readonly string[];
  /** Path prefixes that a gateway may strip or add, and the application's global prefix: `/stage`, `/api`. */
  readonly pathPrefixes?: readonly string[];
  /**
   * Other keys that may have signed, by name: the signing key (`PSK_…`) of a different project, an older signing key, or an API
   * token (`PT…`). The diagnosis prints the name and never the key.
   */
  readonly otherKeys?: Readonly<Record<string, string>>;
  /**
   * The kind of secret that the signing keys are. With `api-token`, an API token (`PT…`) among them is not a finding.
   *
   * @default 'signing-key'
   */
  readonly signingKeyKind?: SigningKeyKind;
  /**
   * The tool of the reader, which determines the fixes: options of the module, code around your own call of `verifySignature`,
   * or flags of the CLI.
   *
   * @default undefined, which returns the fixes for the module and for the function
   */
  readonly context?: 'module' | 'function' | 'cli';
  /** The current `publicUrl`, so that no fix repeats it: `https://example.com/stage`. */
  readonly publicUrl?: string;
  /** The claimed project ID, if you have read it from the request already. */
  readonly claimedProjectId?: string;
}

/**
 * One difference between the signed request and the received request.
 *
 * @publicApi
 */
export interface Finding {
  /** Stable name of the misconfiguration, such as `url-path-encoding`. */
  readonly code: FindingCode;
  /** Title of the misconfiguration. */
  readonly title: string;
  /** The signed value and the received value. */
  readonly difference: string;
  /** The option or the line that fixes it. */
  readonly fix: string;
  /**
   * The proof. It contains no key, no signature, no query value and no part of the body. Credentials in a URL appear as `***@`.
   */
  readonly evidence: string;
}

/**
 * Summary of a diagnosis:
 *
 * - `verified`: the signature is valid, and there is nothing to fix.
 * - `explained`: the findings explain the rejection. Together they make the signature match.
 * - `unexplained`: no known misconfiguration makes the signature match. The key, URL or body differs, or the request is forged.
 * - `malformed`: the request has no signature to compare with.
 *
 * @publicApi
 */
export type DiagnosisVerdict = 'verified' | 'explained' | 'unexplained' | 'malformed';

/**
 * The received request, to compare with the configuration at SignalWire.
 *
 * @publicApi
 */
export interface DiagnosedRequest {
  /** HTTP method. */
  readonly method: string;
  /** The URL without credentials and query values, truncated. */
  readonly url: string;
  /** Content type. */
  readonly contentType: string;
  /** Length of the body in bytes. */
  readonly bodyLength: number;
  /** The claimed project ID in quotation marks, escaped and truncated. */
  readonly claimedProject?: string;
  /** The number of usable signing keys. */
  readonly signingKeys: number;
}

/**
 * The result of {@link diagnose}. It is for operators only: never send it in a response.
 *
 * @publicApi
 */
export interface Diagnosis {
  /** Summary: whether the signature is valid, and if not, whether the findings explain the rejection. */
  readonly verdict: DiagnosisVerdict;
  /** The reason of the rejection by `verifySignature`. */
  readonly reason?: SignatureRejectionReason;
  /** The misconfigurations, which all apply together. */
  readonly findings: readonly Finding[];
  /** Unusual properties of a request that no finding explains. They are true of the request and prove no cause. */
  readonly observations: readonly Finding[];
  /** The changes that do not make the signature match. Empty if a change does. */
  readonly tried: readonly string[];
  /** The number of these changes, and how to list them. Empty if a change makes the signature match. */
  readonly triedSummary: string;
  /** The remaining causes with their next step, the likeliest first, if no finding explains the request. */
  readonly next: readonly string[];
  /** The received request, if no finding explains it. */
  readonly request?: DiagnosedRequest;
  /** The number of HMACs that the search computed, at most 6,000. */
  readonly hmacs: number;
  /** The number of bytes that the search hashed, at most 16 MiB. */
  readonly bytesHashed: number;
  /** The approximate number of bytes that the search generated, at most 8 MiB. */
  readonly bytesGenerated: number;
}
