import { signRequest, type SignRequestOptions } from 'nestjs-signalwire-webhook/signature';

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

export function signedForm(
  target: string,
  parameters: Record<string, string> | string,
  setup: SigningSetup = {},
): RequestToSend {
  const body = typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString();
  return signed({ target, headers: FORM, body }, setup);
}

export function signedJson(target: string, payload: unknown, setup: SigningSetup = {}): RequestToSend {
  return signed({ target, headers: JSON_TYPE, body: JSON.stringify(payload) }, setup);
}

export function signedGet(target: string, setup: SigningSetup = {}): RequestToSend {
  return signed({ method: 'GET', target }, setup);
}
