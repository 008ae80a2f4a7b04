import { findDocumentError } from '../../../response/find-document-error.js';
import { MAX_RESPONSE_BYTES } from '../../../response/response-size.js';
import { asksForInstructions, isStatusCallback } from '../../../webhooks/status-callback.js';
import { type DeliveredResponse, readRawHeader } from './delivery.js';

/** What SignalWire waits for a response, in milliseconds. */
const READ_TIMEOUT = 5000;

/**
 * Returns what SignalWire would make of a response that it is not content with; empty if it is content.
 *
 * @param payload of the webhook; if it only reports, the body is not looked at, and SignalWire sends it again
 */
export function judgeResponse(payload: unknown, response: DeliveredResponse): string[] {
  const isStatus = isStatusCallback(payload);
  const faults = [...deliveryWarnings(response)];
  if (faults.length === 0)
    faults.push(...(isStatus ? statusWarnings(response) : instructionWarnings(response, payload)));
  if (faults.length === 0) return [];
  const consequence = isStatus
    ? 'SignalWire would send it again, up to three times in all'
    : 'SignalWire would go to the fallback URL';
  return faults.map((fault) => `${fault}: ${consequence}.`);
}

function* deliveryWarnings({ failure, milliseconds, size }: DeliveredResponse): Generator<string> {
  if (failure !== undefined) yield failure;
  else if (milliseconds > READ_TIMEOUT) {
    yield `The response took ${(milliseconds / 1000).toFixed(1)} s, more than the 5 s that SignalWire waits`;
  }
  if (size > MAX_RESPONSE_BYTES)
    yield `The response has ${Math.ceil(size / 1024)} kB, more than the 64 kB that SignalWire takes`;
}

function* statusWarnings({ status }: DeliveredResponse): Generator<string> {
  if (status !== 200 && status !== 204)
    yield `The status is ${status}, and a status callback wants 200 or 204`;
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
  const fault = findDocumentError({ contentType, body }, asksForInstructions(payload));
  if (fault) yield fault.text;
}
