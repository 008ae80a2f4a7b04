import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { parse } from 'node:querystring';

import { type Message, signatureOf, signedRequest, type Signing, SIGNING_KEY } from './messages.js';

type Validate<Body> = (key: string, signature: string, url: string, body: Body) => boolean;
type Contender = (message: Message, signing: Signing) => () => boolean;

const require = createRequire(import.meta.url);
const twilio = require('twilio') as { validateRequest: Validate<object> };
const { RestClient } = require('@signalwire/compatibility-api') as {
  RestClient: { validateRequest: Validate<object> };
};
const webApi = require('@signalwire/web-api') as { validateRequest: Validate<string> };

export const ours: Contender = (message, signing) => {
  const request = signedRequest(message, signing);
  if (!message.otherBody) return () => verifySignature(request, SIGNING_KEY).verified;
  const other = { ...request, body: message.otherBody };
  let turn = 0;
  return () => verifySignature(turn++ % 2 === 0 ? request : other, SIGNING_KEY).verified;
};

/** One HMAC over the bytes that were signed, ready in one buffer. */
export function floor(message: Message): () => string {
  const { algorithm, isForm, url, body } = message;
  const bytes = Buffer.concat([Buffer.from(url), isForm ? canonical(body) : body]);
  const encoding = isForm ? 'base64' : 'hex';
  return () => createHmac(algorithm, SIGNING_KEY).update(bytes).digest(encoding);
}

function canonical(form: Buffer): Buffer {
  const sorted = [...new URLSearchParams(form.toString())].sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(sorted.flat().join(''));
}

/** Each with the cheapest parsing its user can do; those that know the message's scheme. */
export function peersOf({ isForm, algorithm }: Message): ReadonlyMap<string, Contender> {
  if (algorithm === 'sha256') return new Map();
  if (!isForm) return new Map([['web-api', peer(webApi.validateRequest, (body) => body.toString())]]);
  const parseForm = (body: Buffer) => parse(body.toString());
  return new Map([
    ['twilio', peer(twilio.validateRequest, parseForm)],
    ['compatibility-api', peer(RestClient.validateRequest, parseForm)],
    ['web-api', peer(webApi.validateRequest, (body) => JSON.stringify(parseForm(body)))],
  ]);
}

function peer<Body>(validate: Validate<Body>, read: (body: Buffer) => Body): Contender {
  return (message, signing) => {
    const [, signature] = signatureOf(message, signing);
    const { url, body } = message;
    return () => validate(SIGNING_KEY, signature, url, read(body));
  };
}
