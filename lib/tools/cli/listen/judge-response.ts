import { findDocumentError } from '../../../response/find-document-error.js';
import { MAX_RESPONSE_BYTES } from '../../../response/to-response.js';
import { asksForInstructions, isStatusCallback } from '../../../webhooks/status-callback.js';
import { type DeliveredResponse, readRawHeader } from './delivery.js';

/** How long SignalWire waits for a response, in milliseconds. */
const READ_TIMEOUT = 5000;

/**
 * Returns why SignalWire would not accept a response, and what it would do then. The list is empty if it would accept it.
 *
 * @param payload payload of the webhook. The body of a response to a status callback is not checked
 */
export function judgeResponse(payload: unknown, response: DeliveredResponse): string[] {
  const isStatus = isStatusCallback(payload);
  const warnings = [...deliveryWarnings(response)];
  if (warnings.length === 0)
    warnings.push(...(isStatus ? statusWarnings(response) : instructionWarnings(response, payload)));
  if (warnings.length === 0) return [];
  const consequence = isStatus
    ? 'SignalWire would retry it, up to three attempts in total'
    : 'SignalWire would use the fallback URL';
  return warnings.map((warning) => `${warning}: ${consequence}.`);
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
  if (status >= 300 && status < 400) return;
  if (status < 200 || status >= 300) {
    yield `The status is ${status}`;
    return;
  }
  if (size === 0) return;
  const contentType = readRawHeader(headers, 'content-type');
  const warning = findDocumentError({ contentType, body }, asksForInstructions(payload));
  if (warning) yield warning.text;
}
