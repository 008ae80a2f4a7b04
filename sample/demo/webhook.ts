import type { SignedTestRequest } from 'nestjs-signalwire-webhook/testing';

/** A webhook to send, and the response that is expected. */
export interface Webhook {
  readonly name: string;
  readonly authentication: 'cxml' | 'swml' | 'URL token';
  readonly request: SignedTestRequest;
  readonly expected: ExpectedResponse;
}

export interface ExpectedResponse {
  readonly status: number;
  readonly contentType?: string;
  readonly contains: string;
}

export const noContent: ExpectedResponse = { status: 204, contains: '' };
export const forbidden: ExpectedResponse = {
  status: 403,
  contentType: 'application/json',
  contains: '{"statusCode":403,"message":"Forbidden"}',
};
export const swmlDocument = jsonResponse('"sections":{"main":[');

export function cxmlDocument(contains: string): ExpectedResponse {
  return { status: 200, contentType: 'text/xml', contains };
}

export function jsonResponse(contains: string): ExpectedResponse {
  return { status: 200, contentType: 'application/json', contains };
}
