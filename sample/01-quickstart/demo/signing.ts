import { signRequest, type SignRequestOptions } from 'nestjs-signalwire-webhook/signature';

import type { Webhook } from './webhook.js';

export const SIGNING_KEY = 'PSK_quickstartSigningKey0001';
export const PUBLIC_URL = 'https://example.ngrok.io';

type Unsigned = Pick<Webhook, 'method' | 'target' | 'headers' | 'body'>;

export interface SigningSetup extends SignRequestOptions {
  readonly signingKey?: string;
  /** The origin as it is signed, where it differs from the one that is configured. */
  readonly publicUrl?: string;
}

export function form(target: string, parameters: Record<string, string>): Unsigned {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', target, headers, body: new URLSearchParams(parameters).toString() };
}

export function json(target: string, payload: object): Unsigned {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', target, headers, body: JSON.stringify(payload) };
}

export function bodiless(method: 'GET' | 'POST', target: string): Unsigned {
  return { method, target, headers: {} };
}

/** The request as SignalWire would send it. */
export function sign(request: Unsigned, setup: SigningSetup = {}): Unsigned {
  const { signingKey = SIGNING_KEY, publicUrl = PUBLIC_URL, ...options } = setup;
  const signature = signRequest({ ...request, url: publicUrl + request.target }, signingKey, options);
  return { ...request, headers: { ...request.headers, ...signature } };
}
