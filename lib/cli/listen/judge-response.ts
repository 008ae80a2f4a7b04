import { printable } from '../../errors/printable.js';
import { type DeliveredResponse, readRawHeader } from './delivery.js';
import { findXmlFault } from './xml.js';

/** What SignalWire waits for a response, in milliseconds. */
const READ_TIMEOUT = 5000;
const MAX_BYTES = 64 * 1024;

/**
 * What SignalWire would make of a response that it is not content with; empty where it is.
 *
 * @param isStatus whether the webhook only reports: then the body is not looked at, and it is sent again where it fails
 */
export function judgeResponse(isStatus: boolean, response: DeliveredResponse): string[] {
  const faults = [...deliveryFaults(response)];
  if (faults.length === 0) faults.push(...(isStatus ? statusFaults(response) : instructionFaults(response)));
  if (faults.length === 0) return [];
  const consequence = isStatus
    ? 'SignalWire would send it again, up to three times in all'
    : 'SignalWire would go to the fallback URL';
  return faults.map((fault) => `${fault}: ${consequence}.`);
}

function* deliveryFaults({ failure, milliseconds, size }: DeliveredResponse): Generator<string> {
  if (failure !== undefined) yield failure;
  else if (milliseconds > READ_TIMEOUT) {
    yield `The response took ${(milliseconds / 1000).toFixed(1)} s, more than the 5 s that SignalWire waits`;
  }
  if (size > MAX_BYTES)
    yield `The response has ${Math.ceil(size / 1024)} kB, more than the 64 kB that SignalWire takes`;
}

function* statusFaults({ status }: DeliveredResponse): Generator<string> {
  if (status !== 200 && status !== 204)
    yield `The status is ${status}, and a status callback wants 200 or 204`;
}

function* instructionFaults(response: DeliveredResponse): Generator<string> {
  const { status, size } = response;
  if (status >= 300 && status < 400) return;
  if (status < 200 || status >= 300) {
    yield `The status is ${status}`;
    return;
  }
  if (size === 0) return;
  const type = readRawHeader(response.headers, 'content-type');
  if (type === undefined) yield 'The response has no content type';
  else yield* contentFaults(type.split(';', 1)[0]?.trim().toLowerCase() ?? '', response.body);
}

function* contentFaults(type: string, body: Buffer): Generator<string> {
  if (type === 'text/xml' || type === 'application/xml') {
    const fault = findXmlFault(body.toString(), 'Response');
    if (fault !== undefined) yield `The cXML is not well-formed, ${printable(fault, 200)}`;
  } else if (type === 'application/json') {
    if (!isJsonObject(body.toString())) yield 'The SWML is not one whole JSON object';
  } else if (!/^(?:application|text)\/(?:x-)?yaml$/.test(type)) {
    yield `The content type is ${printable(type, 80)}, neither cXML (text/xml) nor SWML (application/json or application/yaml)`;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
