import { createHmac } from 'node:crypto';

import { signRequest, type SignRequestOptions } from 'nestjs-signalwire-webhook/signature';
import { type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import type { RequestToSend } from './applications.js';

export const SIGNING_KEY = 'PSK_7TruNcSNTxp4zNrykMj4EPzF';
export const OTHER_KEY = 'PSK_V3bF8oyeRNpJWGoRWHNYQMUU';
export const PUBLIC_URL = 'https://example.ngrok.io';

export interface SigningSetup extends SignRequestOptions {
  readonly signingKey?: string;
  readonly publicUrl?: string;
}

/** The request as SignalWire would send it: signed for the public URL, sent to the target. */
export function signed(request: RequestToSend, setup: SigningSetup = {}): RequestToSend {
  const { signingKey = SIGNING_KEY, publicUrl = PUBLIC_URL, ...options } = setup;
  const { method = 'POST', target, headers = {}, body } = request;
  const signature = signRequest({ method, url: publicUrl + target, headers, body }, signingKey, options);
  return { ...request, method, headers: { ...headers, ...signature } };
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
export const JSON_TYPE = { 'content-type': 'application/json' };

/** JSON of any kind under a signature that fits it; `signRequest` signs objects only. */
export function signedAnyJson(target: string, body: string): RequestToSend {
  const signature = createHmac('sha1', SIGNING_KEY)
    .update(PUBLIC_URL + target + body)
    .digest('hex');
  return { target, headers: { ...JSON_TYPE, 'x-signalwire-signature': signature }, body };
}

function clientOf({ signingKey = SIGNING_KEY, publicUrl = PUBLIC_URL }: SigningSetup): WebhookTestClient {
  return new WebhookTestClient({ signingKey, publicUrl });
}

function toSend({ method, path, headers, body }: SignedTestRequest): RequestToSend {
  return { method, target: path, headers, ...(body && { body: body.toString() }) };
}

export function signedForm(
  target: string,
  parameters: Record<string, string> | string,
  setup: SigningSetup = {},
): RequestToSend {
  return toSend(clientOf(setup).form(target, parameters));
}

export function signedJson(target: string, payload: object, setup: SigningSetup = {}): RequestToSend {
  const { algorithms = ['sha1'] } = setup;
  return toSend(clientOf(setup).json(target, payload, { algorithms }));
}

export function signedGet(target: string, setup: SigningSetup = {}): RequestToSend {
  return toSend(clientOf(setup).get(target));
}
