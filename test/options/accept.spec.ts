import { describe, expect, test } from '@jest/globals';
import {
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
} from 'nestjs-signalwire-webhook';

import { startApplication } from '../support/applications.js';
import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

const WANTED =
  "it must be 'signature' (the default), 'basic-auth', 'url-token', or a list of them such as " +
  "{ anyOf: ['signature', 'url-token'] } or { allOf: ['signature', 'basic-auth'] }.";
const WANTED_LIST = "it must be a list of 'signature', 'basic-auth' and 'url-token', each at most once.";
const ANY_LIST = "Fix: accept: { anyOf: ['signature', 'basic-auth'] }";

const cases: [unknown, string][] = [
  ['either', `accept: 'either' has a new form. ${ANY_LIST}`],
  ['both', "accept: 'both' has a new form. Fix: accept: { allOf: ['signature', 'basic-auth'] }"],
  ['Signature', `accept is "Signature"; ${WANTED} Fix: accept: 'signature'`],
  ['', `accept is blank; ${WANTED} Is the environment variable set? Fix: accept: 'signature'`],
  [['signature'], `accept is a list; ${WANTED}`],
  [{}, `accept is an object; ${WANTED}`],
  [null, `accept is null; ${WANTED}`],
  [{ anyof: ['signature'] }, `accept is an object; ${WANTED}`],
  [{ anyOf: ['signature'], allOf: ['basic-auth'] }, `accept is an object; ${WANTED}`],
  [{ anyOf: [] }, `accept.anyOf is an empty list; ${WANTED_LIST} ${ANY_LIST}`],
  [{ anyOf: ['signature', 'signature'] }, `accept.anyOf is a list; ${WANTED_LIST} ${ANY_LIST}`],
  [{ anyOf: ['signature', { allOf: ['basic-auth'] }] }, `accept.anyOf is a list; ${WANTED_LIST}`],
  [{ anyOf: ['signature', 'either'] }, `accept.anyOf is a list; ${WANTED_LIST}`],
  [{ anyOf: 'signature' }, `accept.anyOf is a string; ${WANTED_LIST}`],
  [{ allOf: undefined }, `accept.allOf is undefined; ${WANTED_LIST}`],
  // eslint-disable-next-line no-sparse-arrays
  [{ allOf: ['signature', ,] }, `accept.allOf is a list; ${WANTED_LIST}`],
];

describe('an unusable accept', () => {
  test.each(cases)('%j is a configuration error on a route', (accept, message) => {
    const decorate = () => SignalWireWebhook({ accept: accept as never });
    expect(decorate).toThrow(SignalWireWebhookConfigurationError);
    expect(decorate).toThrow(message);
  });

  test.each(cases)('%j stops startup if it is an option of the module', async (accept, message) => {
    const webhooks = SignalWireWebhookModule.forRootAsync({
      useFactory: () => ({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, accept: accept as never }),
    });
    await expect(startApplication('express', { imports: [webhooks] })).rejects.toThrow(message);
  });

  test.each([
    ["accept: 'basic-auth'", 'basic-auth' as const],
    ["accept: { anyOf: ['basic-auth', 'signature'] }", { anyOf: ['basic-auth', 'signature'] as const }],
    ["accept: { allOf: ['basic-auth'] }", { allOf: ['basic-auth'] as const }],
  ])('%s needs credentials', async (text, accept) => {
    const webhooks = SignalWireWebhookModule.forRootAsync({
      useFactory: () => ({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, accept }),
    });
    await expect(startApplication('express', { imports: [webhooks] })).rejects.toThrow(
      `${text} needs credentials. Fix: basicAuth: { username: '…', password: '…' }`,
    );
  });
});
