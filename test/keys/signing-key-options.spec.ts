import { describe, expect, test } from '@jest/globals';
import { SignalWireWebhook, SignalWireWebhookConfigurationError } from 'nestjs-signalwire-webhook';

import { limitsOf } from '../../lib/keys/key-cache-options.js';
import { checkModuleOptions } from '../../lib/signalwire-webhook.options.js';
import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

function errorOf(options: object): string {
  try {
    checkModuleOptions({ signingKey: () => SIGNING_KEY, publicUrl: PUBLIC_URL, ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    return (error as Error).message;
  }
  return 'no error';
}

describe('signingKeyCache', () => {
  const durations = ['ttl', 'staleFor', 'refreshInterval', 'resolveTimeout'];
  const counts = ['maxUnverifiedLookups'];
  const notNumbers = [null, '1000', true, {}, [], -1, NaN, Infinity, -Infinity];

  test.each(durations.flatMap((name) => notNumbers.map((value) => [name, value] as const)))(
    '%s: %p',
    (name, value) => {
      expect(errorOf({ signingKeyCache: { [name]: value } })).toMatch(
        new RegExp(
          `^signingKeyCache\\.${name} is .*; it must be a number of milliseconds from [01].* Fix: signingKeyCache: `,
        ),
      );
    },
  );

  test.each(
    counts.flatMap((name) => [...notNumbers, 0, 1.5, 2 ** 53].map((value) => [name, value] as const)),
  )('%s: %p', (name, value) => {
    expect(errorOf({ signingKeyCache: { [name]: value } })).toMatch(
      new RegExp(
        `^signingKeyCache\\.${name} is .*; it must be a whole number from 1\\. Fix: signingKeyCache: `,
      ),
    );
  });

  test('a limit of no time, or of more than a timer takes', () => {
    for (const resolveTimeout of [0, 2 ** 31]) {
      expect(errorOf({ signingKeyCache: { resolveTimeout } })).toMatch(
        /^signingKeyCache.resolveTimeout is \d+; it must be a number of milliseconds from 1 to 2_147_483_647/,
      );
    }
    expect(errorOf({ signingKeyCache: { resolveTimeout: 2 ** 31 - 1 } })).toBe('no error');
  });

  test.each([[null], ['id'], [7], [{}], [new Set(['a'])], [['a', '']], [['a', 1]], [[undefined]]])(
    'knownProjects: %p',
    (knownProjects) => {
      expect(errorOf({ signingKeyCache: { knownProjects } })).toMatch(
        /^signingKeyCache.knownProjects is .*; it must be a list of projects.* Fix: signingKeyCache: \{ knownProjects/,
      );
    },
  );

  test.each([[null], ['url'], [{}]])('key: %p', (key) => {
    expect(errorOf({ signingKeyCache: { key } })).toMatch(
      /^signingKeyCache.key is .*; it must be a function/,
    );
  });

  test.each([[null], [true], ['60'], [60_000], [[]]])('%p is no options', (signingKeyCache) => {
    expect(errorOf({ signingKeyCache })).toMatch(/^signingKeyCache is .*; it must be an object of ttl,/);
  });

  test.each([['times'], ['toString'], ['__proto__x'], ['constructor']])('an unknown name: %s', (name) => {
    expect(errorOf({ signingKeyCache: { [name]: 1 } })).toMatch(
      `Unknown option "signingKeyCache.${name}" of SignalWireWebhookModule. The options are ttl, staleFor, ` +
        'refreshInterval, resolveTimeout, maxUnverifiedLookups, knownProjects, key.',
    );
  });

  test('an option of a former version', () => {
    expect(errorOf({ signingKeyCache: { maxProjects: 50_000 } })).toBe(
      'Unknown option "signingKeyCache.maxProjects" of SignalWireWebhookModule. The cache remembers up to 100,000 verified ' +
        'projects. Fix: remove the option',
    );
  });

  test('what is right: zero where it means something, undefined, lists and functions', () => {
    const times = { ttl: 0, staleFor: 0, refreshInterval: 0, resolveTimeout: 1 };
    const counted = { maxUnverifiedLookups: 1 };
    for (const knownProjects of [[], ['a'], () => ['a']]) {
      expect(errorOf({ signingKeyCache: { ...times, ...counted, knownProjects, key: () => '' } })).toBe(
        'no error',
      );
    }
    expect(errorOf({ signingKeyCache: { ttl: undefined, key: undefined } })).toBe('no error');
    expect(limitsOf({ ttl: 0 })).toEqual({
      ttl: 0,
      staleFor: 3_600_000,
      refreshInterval: 1_000,
      resolveTimeout: 2_000,
      maxUnverifiedLookups: 100,
      maxVerified: 100_000,
    });
  });
});

describe('{ projects }', () => {
  test.each([
    [{ projects: null }, 'signingKey.projects must be an object'],
    [{ projects: [] }, 'signingKey.projects must be an object'],
    [{ projects: ['a'] }, 'signingKey.projects must be an object'],
    [{ projects: new Map([['a', SIGNING_KEY]]) }, 'signingKey.projects must be an object'],
    [{ projects: SIGNING_KEY }, 'signingKey.projects must be an object'],
    [{ projects: undefined }, 'signingKey.projects must be an object'],
    [{ projects: {} }, 'signingKey.projects is empty'],
    [{ projects: { a: '' } }, 'signingKey.projects["a"] is blank'],
    [{ projects: { a: undefined } }, 'signingKey.projects["a"] must be a string; it is undefined'],
    [{ projects: { a: null } }, 'signingKey.projects["a"] must be a string; it is null'],
    [{ projects: { a: [] } }, 'signingKey.projects["a"] is an empty list'],
    [{ projects: { a: SIGNING_KEY, b: [SIGNING_KEY, 7] } }, 'signingKey.projects["b"][1] must be a string'],
    [{ projects: { [SIGNING_KEY]: 'a' } }, 'has a key where the project ID belongs'],
    [{ project: { a: SIGNING_KEY } }, 'is an object without projects and without resolve()'],
    [{ resolve: SIGNING_KEY }, 'is an object without projects and without resolve()'],
    [{}, 'is an object without projects and without resolve()'],
    [Buffer.from(SIGNING_KEY), 'signingKey must be a string; it is a Buffer'],
    [Promise.resolve(SIGNING_KEY), 'signingKey must be a string; it is a Promise'],
    [null, 'signingKey must be a string; it is null'],
    [7, 'signingKey must be a string; it is a number'],
  ])('%p', (signingKey, message) => {
    expect(errorOf({ signingKey })).toContain(message);
    expect(errorOf({ signingKey })).not.toContain(SIGNING_KEY);
    expect(() => SignalWireWebhook({ signingKey: signingKey as never })).toThrow(
      SignalWireWebhookConfigurationError,
    );
  });

  test.each([[{ projects: { a: SIGNING_KEY, b: [SIGNING_KEY] } }], [() => null], [{ resolve: () => null }]])(
    '%p is right',
    (signingKey) => {
      expect(errorOf({ signingKey })).toBe('no error');
    },
  );
});

test.each([['true'], [1], [null], [{}], [['a', 7]], [['']]])('verifyKeysAtStart: %p', (verifyKeysAtStart) => {
  expect(errorOf({ verifyKeysAtStart })).toMatch(
    /^verifyKeysAtStart is .*; it must be true, false or a list of projects/,
  );
});

test.each([[''], [' '], [7], [null], [['a']]])('project: %p', (project) => {
  expect(errorOf({ project })).toMatch(
    /^project is .*; it must be the name or the ID of a project\. .*Fix: project: 'support'$/,
  );
});
