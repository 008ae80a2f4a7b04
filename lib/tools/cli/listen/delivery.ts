import type { WebhookKind } from '../../../webhooks/index.js';
import type { Finding } from '../../../diagnosis/index.js';
import type { SignatureVerificationResult } from '../../../signature/index.js';
import { UsageError } from '../errors.js';
import type { Conversation } from './conversation.js';

/** A request as received, byte for byte. */
export interface DeliveredRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names and values alternately, in the received order and case. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whether `body` is only the beginning of the body. */
  readonly isCut: boolean;
}

export interface DeliveredResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly string[];
  /** The beginning of the body. */
  readonly body: Buffer;
  /** Size of the whole body, in bytes. */
  readonly size: number;
  readonly milliseconds: number;
  /** Why the response of the application is missing or incomplete. */
  readonly failure?: string;
}

export type DeliveryResult =
  SignatureVerificationResult | { readonly verified: false; readonly reason: 'body-too-long' };

/** The explanation of a rejection. */
export interface DeliveryDiagnosis {
  readonly text: string;
  /** The causes with their fixes. Empty if the cause is not certain. */
  readonly findings: readonly Finding[];
}

/**
 * What SignalWire does with a response to a verified webhook. It follows a redirect, and it retries a status callback or uses the
 * fallback URL if it does not accept the response.
 */
export type ResponseEffect = 'accepts' | 'follows' | 'retries' | 'uses-fallback';

/** How the inspector page made a request. */
export interface DeliveryOrigin {
  readonly type: 'replay' | 'edit' | 'compose';
  /** ID of the original delivery; `undefined` for a composed webhook. */
  readonly of?: number;
}

/** A request, its verification result, and its response. */
export interface Delivery {
  readonly id: number;
  readonly startedAt: Date;
  readonly request: DeliveredRequest;
  /** The URL of the request, under the public URL. */
  readonly url: string;
  readonly result: DeliveryResult;
  readonly diagnosis?: DeliveryDiagnosis | undefined;
  /** Why a rejected request has no diagnosis. */
  readonly notDiagnosed?: string | undefined;
  readonly kind: WebhookKind;
  /** ID of the call, message or fax. */
  readonly group?: string | undefined;
  readonly conversation?: Conversation | undefined;
  /** `undefined` if the request came from a client other than the inspector page. */
  readonly origin?: DeliveryOrigin | undefined;
  /** `undefined` if the request is not verified, or is a WebSocket handshake. */
  readonly effect?: ResponseEffect | undefined;
  readonly response: DeliveredResponse;
  /** Whether the response is from the application. Otherwise `listen` responded. */
  readonly isForwarded: boolean;
  /** Reasons why SignalWire would not accept the response, its URLs outside of the public URL, or why `listen` did not forward. */
  readonly warnings: readonly string[];
}

/** @throws UsageError if the request can be neither sent again nor copied */
export function requireWholeBody({ isCut }: DeliveredRequest): void {
  if (isCut)
    throw new UsageError(
      'The request cannot be sent again or copied, because its body is longer than 2 MB and only its beginning is stored.',
    );
}

export function readRawHeader(headers: readonly string[], name: string): string | undefined {
  return valuesOf(headers, name)[0];
}

/**
 * Returns the values of a header in their order.
 *
 * @param name name of the header, in lower case
 */
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
