import type { WebhookKind } from '../../../webhooks/index.js';
import type { SignatureVerificationResult } from '../../../signature/index.js';

/** A request as it came, byte for byte. */
export interface DeliveredRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  readonly httpVersion: string;
  /** Name and value in turn, in their order and case. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whether the body was longer than what is kept. */
  readonly isCut: boolean;
}

export interface DeliveredResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly string[];
  /** As far as it is kept. */
  readonly body: Buffer;
  /** In bytes, of the whole body. */
  readonly size: number;
  readonly milliseconds: number;
  /** Why the application's own response is missing or incomplete. */
  readonly failure?: string;
}

export type DeliveryVerdict =
  SignatureVerificationResult | { readonly verified: false; readonly reason: 'body-too-long' };

/** One request, what was found of it, and what was responded. */
export interface Delivery {
  readonly id: number;
  readonly startedAt: Date;
  readonly request: DeliveredRequest;
  /** The public URL that it was verified for. */
  readonly url: string;
  readonly result: DeliveryVerdict;
  readonly diagnosis?: string | undefined;
  readonly kind: WebhookKind;
  /** The call, message or fax that it belongs to. */
  readonly group?: string | undefined;
  readonly response: DeliveredResponse;
  /** Whether the response is the application's, and not this program's. */
  readonly isForwarded: boolean;
  /** What SignalWire would not be content with. */
  readonly problems: readonly string[];
}

export function readRawHeader(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

/** Returns the values of a header in their order; the name is in lower case. */
export function valuesOf(headers: readonly string[], name: string): string[] {
  return toPairs(headers)
    .filter(([each]) => each.toLowerCase() === name)
    .map(([, value]) => value);
}

export function toPairs(headers: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < headers.length; at += 2) pairs.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return pairs;
}
