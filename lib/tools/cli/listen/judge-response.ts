import { findDocumentError } from '../../../response/find-document-error.js';
import { MAX_RESPONSE_BYTES } from '../../../response/to-response.js';
import { asksForInstructions, isStatusCallback } from '../../../webhooks/status-callback.js';
import { type DeliveredResponse, readRawHeader, type ResponseEffect } from './delivery.js';
import { findOutsideUrls, type PublicUrls } from './find-outside-urls.js';

/** How long SignalWire waits for a response, in milliseconds. */
const READ_TIMEOUT = 5000;

export interface Judgment {
  readonly effect: ResponseEffect;
  /** Why SignalWire would not accept a response, and the consequence. Otherwise, the URLs in it that look wrong. */
  readonly warnings: readonly string[];
}

/**
 * Returns the effect of a response to a verified webhook.
 *
 * @param payload payload of the webhook. The body of a response to a status callback is not checked
 */
export function judgeResponse(payload: unknown, response: DeliveredResponse, urls: PublicUrls): Judgment {
  const isStatus = isStatusCallback(payload);
  const warnings = [...deliveryWarnings(response)];
  if (warnings.length === 0)
    warnings.push(...(isStatus ? statusWarnings(response) : instructionWarnings(response, payload)));
  if (warnings.length > 0) return isStatus ? retries(warnings) : usesFallback(warnings);
  if (isStatus) return { effect: 'accepts', warnings };
  if (isRedirect(response)) return { effect: 'follows', warnings };
  return { effect: 'accepts', warnings: findOutsideUrls(response, urls) };
}

function retries(warnings: readonly string[]): Judgment {
  return withConsequence('retries', warnings, 'SignalWire would retry it, up to three attempts in total');
}

function usesFallback(warnings: readonly string[]): Judgment {
  return withConsequence('uses-fallback', warnings, 'SignalWire would use the fallback URL');
}

function withConsequence(effect: ResponseEffect, warnings: readonly string[], consequence: string): Judgment {
  return { effect, warnings: warnings.map((warning) => `${warning}: ${consequence}.`) };
}

function* deliveryWarnings({ failure, milliseconds, size }: DeliveredResponse): Generator<string> {
  if (failure !== undefined) yield failure;
  else if (milliseconds > READ_TIMEOUT) {
    yield `The response took ${(milliseconds / 1000).toFixed(1)} s, more than the 5 s that SignalWire waits`;
  }
  if (size > MAX_RESPONSE_BYTES)
    yield `The response has ${Math.ceil(size / 1024)} kB, more than the 64 kB that SignalWire accepts`;
}

function* statusWarnings({ status }: DeliveredResponse): Generator<string> {
  if (status !== 200 && status !== 204)
    yield `The status is ${status}, but a status callback needs 200 or 204`;
}

function* instructionWarnings(response: DeliveredResponse, payload: unknown): Generator<string> {
  const { status, size, headers, body } = response;
  if (isRedirect(response)) return;
  if (status < 200 || status >= 300) {
    yield `The status is ${status}`;
    return;
  }
  if (size === 0) return;
  const contentType = readRawHeader(headers, 'content-type');
  const warning = findDocumentError({ contentType, body }, asksForInstructions(payload));
  if (warning) yield warning.text;
}

function isRedirect({ status }: DeliveredResponse): boolean {
  return status >= 300 && status < 400;
}
