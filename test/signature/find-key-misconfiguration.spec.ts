import { describe, expect, test } from '@jest/globals';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

import { findKeyMisconfiguration } from '../../lib/signature/find-key-misconfiguration.js';
import { toUsableKeys } from '../../lib/keys/usable-keys.js';
import { startApplication } from '../support/applications.js';
import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

const misconfigurations: [string, string][] = [
  ['', 'is blank'],
  [' \n', 'is blank'],
  ['\u200b\u200b', 'is blank'],
  ['PSK_7TruNcSNTxp4zNrykMj4EPzF\n', 'whitespace'],
  [' PSK_7TruNcSNTxp4zNrykMj4EPzF', 'whitespace'],
  ['PSK_7TruNcSNTxp4z\nNrykMj4EPzF', 'contains a line break'],
  ['PSK_7TruNcSNTxp4z\r\nPSK_NrykMj4EPzF', 'contains a line break'],
  ['PSK_7TruNcSN\u200bTxp4zNrykMj4EPzF', 'contains an invisible character'],
  ['P\0S\0K\0_\0a\0b\0c\0', 'contains an invisible character'],
  ['"PSK_7TruNcSNTxp4zNrykMj4EPzF"', 'quotation marks'],
  ["'PSK_7TruNcSNTxp4zNrykMj4EPzF'", 'quotation marks'],
  ['\u201cPSK_7TruNcSNTxp4zNrykMj4EPzF\u201d', 'quotation marks'],
  ['undefined', 'the text of a missing value'],
  ['null', 'the text of a missing value'],
  ['NaN', 'the text of a missing value'],
  ['[object Object]', 'the text of a missing value'],
  ['[object Promise]', 'the text of a missing value'],
  ['SIGNALWIRE_SIGNING_KEY', 'name of an environment variable'],
  ['process.env.SIGNALWIRE_SIGNING_KEY', 'name of an environment variable'],
  ['SIGNALWIRE_SIGNING_KEY=PSK_7TruNcSNTxp4zNrykMj4EPzF', 'name of a variable'],
  ['export KEY=PSK_7TruNcSNTxp4zNrykMj4EPzF', 'name of a variable'],
  ['Bearer PSK_7TruNcSNTxp4zNrykMj4EPzF', 'authentication scheme'],
  ['bearer PSK_7TruNcSNTxp4zNrykMj4EPzF', 'authentication scheme'],
  ['Basic dXNlcjpwYXNz', 'authentication scheme'],
  ['${SIGNALWIRE_SIGNING_KEY}', 'template'],
  ['PSK_${KEY}', 'template'],
  ['<your signing key>', 'template'],
  ['PSK_<key>', 'template'],
  ['{{ signing_key }}', 'template'],
  ['$SIGNALWIRE_SIGNING_KEY', 'template'],
  ['%SIGNALWIRE_SIGNING_KEY%', 'template'],
  ['PSK_…', 'cut short or masked'],
  ['PSK_...', 'cut short or masked'],
  ['PSK_7Tru…', 'cut short or masked'],
  ['PSK_7T******', 'cut short or masked'],
  ['PSK_', 'placeholder'],
  ['PSK', 'placeholder'],
  ['PSK_xxx', 'placeholder'],
  ['PSK_XXXXXXXXXXXXXXXXXXXXXXXX', 'placeholder'],
  ['xxxxxxxxxxxx', 'placeholder'],
  ['PSK_000000000000000000000000', 'placeholder'],
  ['changeme', 'placeholder'],
  ['CHANGE_ME', 'placeholder'],
  ['PSK_changeme', 'placeholder'],
  ['replace-me', 'placeholder'],
  ['your-signing-key', 'placeholder'],
  ['your_signing_key_here', 'placeholder'],
  ['YOUR SIGNING KEY', 'placeholder'],
  ['PSK_your_signing_key', 'placeholder'],
  ['yoursigningkey', 'placeholder'],
  ['signing-key', 'placeholder'],
  ['insert-key-here', 'placeholder'],
  ['add-your-key-here', 'placeholder'],
  ['ADD_KEY_HERE', 'placeholder'],
  ['password', 'placeholder'],
  ['placeholder', 'placeholder'],
  ['PSK_7TruNcSNTxp4z,PSK_NrykMj4EPzF', 'several keys'],
  ['PT0123456789abcdef0123456789abcdef0123456789abcdef', 'API token'],
  ['4b7ae78a-d02e-4889-a63b-08b156d5916e', 'UUID'],
  ['4B7AE78A-D02E-4889-A63B-08B156D5916E', 'UUID'],
  ['AC0123456789abcdef0123456789abcdef', 'ID of an account'],
  ['https://example.signalwire.com', 'is a URL'],
  ['example.signalwire.com', 'is a URL'],
  ['https://example.com/hook', 'is a URL'],
  ['/run/secrets/signing_key', 'path of a file'],
  ['./secrets/key', 'path of a file'],
  ['~/signing-key', 'path of a file'],
  ['C:\\secrets\\key', 'path of a file'],
  ['signing-key.txt', 'path of a file'],
  ['{"key":"PSK_7TruNcSNTxp4zNrykMj4EPzF"}', 'is JSON'],
  ['psk_7truncsntxp4znrykmj4epzf', 'lower case'],
  ['UFNLXzdUcnVOY1NOVHhwNHpOcnlrTWo0RVB6Rg==', 'base64'],
  ['12345', 'fewer than 8 characters'],
  ['PSK_abc', 'fewer than 8 characters'],
];

describe('misconfigurations', () => {
  test.each(misconfigurations)('%j', (key, message) => {
    const error = errorOf(key);
    expect(error).toMatch(/^signingKey /);
    expect(error).toContain(message);
    if (key.length > 12 && !/[_-]KEY\b/.test(key)) expect(error).not.toContain(key.slice(4));
    expect(error).not.toContain('7Tru');
  });

  test('each kind has its own message', () => {
    const messages = new Map(misconfigurations.map(([key, kind]) => [kind, findKeyMisconfiguration(key)]));
    expect(new Set(messages.values()).size).toBe(messages.size);
  });

  test.each([
    [undefined, 'it is undefined. Is the environment variable or secret set?'],
    [null, 'it is null. Is'],
    [Buffer.from('PSK_the-secret'), "it is a Buffer. Fix: signingKey: buffer.toString('utf8').trim()"],
    [Promise.resolve('PSK_the-secret'), 'it is a Promise. Fix: forRootAsync('],
    [7, "it is a number. Fix: signingKey: 'PSK_…'"],
    [true, 'it is a boolean'],
    [new Date(), 'it is an object'],
    [['PSK_the-secret'], 'it is a list. Fix: signingKey: keys.flat()'],
  ])('%p in a list is named with its index', (value, message) => {
    expect(errorOf([SIGNING_KEY, value])).toContain(`signingKey[1] must be a string; ${message}`);
    expect(errorOf([SIGNING_KEY, value])).not.toContain('the-secret');
  });

  test('a hole in a list is no key', () => {
    const holed = [SIGNING_KEY];
    holed.length = 2;
    expect(errorOf(holed)).toContain('signingKey[1] must be a string; it is undefined.');
  });

  test('a list has between one and ten keys', () => {
    expect(errorOf([])).toContain('is an empty list');
    expect(errorOf(Array.from({ length: 11 }, () => SIGNING_KEY))).toContain('has 11 keys, but at most 10');
    expect(toUsableKeys(Array.from({ length: 10 }, () => SIGNING_KEY))).toHaveLength(10);
  });
});

describe('keys that are right', () => {
  test.each([
    ['PSK_7TruNcSNTxp4zNrykMj4EPzF'],
    ['PSKtest1234567890abcdef'],
    ['test-token-not-a-real-secret'],
    ['1c892n40nd03kdnc0112slzkl3091j20'],
    ['0123456789abcdef0123456789abcdef'],
    ['PSK_test'],
    ['test-key'],
    ['wrong-key'],
    ['test_auth_token'],
    ['PSK_verifier_only'],
    ['PSK_of-production'],
    ['12345678'],
    ['Schlüssel-mit-Umlaut'],
    ['a key with spaces in it'],
    ['/9j+4AAQSkZJRgABAQEASABIAAD='],
    ['ADd-kbyjA-ptTu8Dl1AOOqNtbYU2XKfX'],
  ])('%s', (key) => {
    expect(toUsableKeys(key)).toEqual([key]);
  });

  test('20,000 random ones of each form', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const alphanumeric = () => Array.from({ length: 24 }, () => letters[randomInt(letters.length)]).join('');
    const rejected: string[] = [];
    for (let round = 0; round < 20_000; round++) {
      const bytes = randomBytes(24);
      for (const key of [`PSK_${alphanumeric()}`, bytes.toString('hex'), bytes.toString('base64url')]) {
        if (findKeyMisconfiguration(key) !== undefined && !key.startsWith('PT')) rejected.push(key);
      }
    }
    expect(rejected).toEqual([]);
    expect(findKeyMisconfiguration(randomUUID())).toContain('UUID');
  });

  test('the CLI accepts a guessable key, but no unusable key', () => {
    expect(findKeyMisconfiguration('12345', { allowsGuessable: true })).toBeUndefined();
    expect(findKeyMisconfiguration('changeme', { allowsGuessable: true })).toBeUndefined();
    expect(findKeyMisconfiguration('', { allowsGuessable: true })).toContain('blank');
    expect(findKeyMisconfiguration('PT0123', { allowsGuessable: true })).toContain('API token');
  });
});

test('a promise that rejects stops the start with our words, and nothing is left unhandled', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const signingKey = Promise.reject(new Error('the-secret')) as never;
  const imports = [SignalWireWebhookModule.forRoot({ signingKey, publicUrl: PUBLIC_URL })];
  await expect(startApplication('express', { imports })).rejects.toThrow(
    'signingKey must be a string; it is a Promise',
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

function errorOf(value: unknown): string {
  try {
    toUsableKeys(value);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}
