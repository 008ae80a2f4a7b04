import {
  type WebhookRequest,
  signRequest,
  type SignRequestOptions,
} from 'nestjs-signalwire-webhook/signature';
import { createHash, createHmac } from 'node:crypto';

import type { DiagnosisHints, FindingCode } from '../../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE, SIGNING_KEY } from '../../support/signing.js';

export interface BrokenRequest {
  readonly name: string;
  readonly request: WebhookRequest;
  readonly keys?: string | readonly string[];
  readonly hints?: DiagnosisHints;
  readonly codes: readonly FindingCode[];
  /** What the fixes say, where the class of the finding does not say it already. */
  readonly fix?: RegExp;
}

export const URL_ = 'https://example.com/voice';
export const API_TOKEN = 'PT7TruNcSNTxp4zNrykMj4EPzFV3bF8oyeRNpJWG';
export const PARAMETERS =
  'CallSid=CA12345678901234567890&From=%2B15551234567&To=%2B15557654321&CallerName=Andr%C3%A9%20Mustermann';
export const CALL = {
  call: { call_id: 'c-7f0d2c1e', from: '+15551234567', name: 'André Mustermann' },
  vars: {},
};
export const SWML = JSON.stringify(CALL);

export const RAW_BODY = /NestFactory\.create\(AppModule, \{ rawBody: true \}\)/;
export const SIGN_REQUEST = /signRequest\(request, signingKey\)/;
export const PUBLIC_URL = /publicUrl: 'https:\/\/example\.com'/;
export const UNCHANGED_PATH = /Make the proxy pass the path on unchanged/;
export const UNCHANGED_QUERY = /request\.originalUrl/;

export type Headers = Record<string, string | readonly string[]>;

export function form(
  url = URL_,
  body: string | Uint8Array = PARAMETERS,
  headers: Headers = {},
): WebhookRequest {
  return { method: 'POST', url, headers: { ...FORM, ...headers }, body };
}

export function json(url = URL_, body: string | Uint8Array = SWML, headers: Headers = {}): WebhookRequest {
  return { method: 'POST', url, headers: { ...JSON_TYPE, ...headers }, body };
}

/** `received` with the signature that `sent` had. */
export function sentAs(
  sent: WebhookRequest,
  received: WebhookRequest,
  key = SIGNING_KEY,
  options?: SignRequestOptions,
): WebhookRequest {
  return { ...received, headers: { ...received.headers, ...signRequest(sent, key, options) } };
}

/** A form whose signer appended this text to the URL. */
export function formSignedOver(text: string, body: string | Uint8Array): WebhookRequest {
  return withSignature(form(URL_, body), base64(text));
}

export function withSignature(
  request: WebhookRequest,
  value: string | string[],
  name = 'x-signalwire-signature',
) {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

export function base64(text: string, key = SIGNING_KEY): string {
  return createHmac('sha1', key).update(URL_).update(text).digest('base64');
}

export function hex(text: string, algorithm = 'sha1'): string {
  return createHmac(algorithm, SIGNING_KEY).update(URL_).update(text).digest('hex');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The parameters sorted and concatenated. */
export function canonical(pairs: readonly (readonly [string, string])[]): string {
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('');
}

export function changedUrl(
  name: string,
  signedUrl: string,
  url: string,
  codes: readonly FindingCode[],
  fix: RegExp,
  { headers, ...hints }: DiagnosisHints & { readonly headers?: Headers } = {},
): BrokenRequest {
  return { name, request: sentAs(form(signedUrl), form(url, PARAMETERS, headers)), hints, codes, fix };
}

export function changedForm(
  name: string,
  signed: string | Uint8Array,
  body: string | Uint8Array,
  code: FindingCode,
): BrokenRequest {
  return { name, request: sentAs(form(URL_, signed), form(URL_, body)), codes: [code], fix: RAW_BODY };
}

export function changedJson(
  name: string,
  signed: string | Uint8Array,
  body: string | Uint8Array,
  code: FindingCode = 'body-reserialised',
): BrokenRequest {
  return { name, request: sentAs(json(URL_, signed), json(URL_, body)), codes: [code], fix: RAW_BODY };
}

export function changedKey(
  name: string,
  key: string | string[],
  code: FindingCode,
  fix: RegExp,
): BrokenRequest {
  return { name, request: sentAs(form(), form()), keys: key, codes: [code], fix };
}

function toList(codes: FindingCode | readonly FindingCode[]): readonly FindingCode[] {
  return typeof codes === 'string' ? [codes] : codes;
}

/** What was signed and what came, each as a URL; then the classes, and what else is known. */
export type UrlCase = readonly [
  name: string,
  signed: string,
  received: string,
  codes: FindingCode | readonly FindingCode[],
  known?: DiagnosisHints & { readonly headers?: Headers },
];

export function toBrokenUrls(cases: readonly UrlCase[]): BrokenRequest[] {
  return cases.map(([name, signed, received, codes, { headers = {}, ...hints } = {}]) => ({
    name,
    request: sentAs(form(signed), form(received, PARAMETERS, headers)),
    hints,
    codes: toList(codes),
  }));
}

/** What was signed and what came, each as a body. */
export type BodyCase = readonly [
  name: string,
  signed: string | Uint8Array,
  received: string | Uint8Array,
  codes: FindingCode | readonly FindingCode[],
];

export function toBrokenForms(cases: readonly BodyCase[]): BrokenRequest[] {
  return cases.map(([name, signed, received, codes]) => ({
    name,
    request: sentAs(form(URL_, signed), form(URL_, received)),
    codes: toList(codes),
  }));
}

export function toBrokenJson(cases: readonly BodyCase[]): BrokenRequest[] {
  return cases.map(([name, signed, received, codes]) => ({
    name,
    request: sentAs(json(URL_, signed), json(URL_, received)),
    codes: toList(codes),
  }));
}
