import { describe, expect, test } from '@jest/globals';
import { Controller, Post, type Type } from '@nestjs/common';
import { SignalWireWebhook, type SignalWireWebhookRouteOptions } from 'nestjs-signalwire-webhook';

import { type WebhookOptions, withApplication } from '../support/applications.js';
import { SIGNING_KEY } from '../support/signing.js';
import { NEWER_SECRET, SECRET } from '../support/url-tokens.js';

const urlToken = { bind: ['call_id'] };

function controllerWith(options: SignalWireWebhookRouteOptions): Type {
  @Controller()
  class SwaigController {
    @SignalWireWebhook(options)
    @Post()
    lookUp() {
      return 'handled';
    }
  }
  return SwaigController;
}

function starting(webhooks: WebhookOptions, route: SignalWireWebhookRouteOptions): Promise<void> {
  return withApplication('express', { webhooks, controllers: [controllerWith(route)] }, () => undefined);
}

describe('startup fails', () => {
  test.each<[string, WebhookOptions, SignalWireWebhookRouteOptions, RegExp]>([
    [
      'without a secret',
      {},
      { accept: 'url-token', urlToken },
      /SwaigController\.lookUp accepts URL tokens, but urlTokenSecret is not set\. Create it with openssl rand -base64 32\. Fix/,
    ],
    [
      'without bound names',
      { urlTokenSecret: SECRET },
      { accept: 'url-token' },
      /urlToken is not set, so a token would be valid for every call\. Fix/,
    ],
    [
      'in a list without bound names',
      { urlTokenSecret: SECRET },
      { accept: { anyOf: ['signature', 'url-token'] } },
      /urlToken is not set/,
    ],
    ['if the secret is short', { urlTokenSecret: 'short' }, {}, /^urlTokenSecret has fewer than 32 bytes/],
    [
      'if one secret of a list is blank',
      { urlTokenSecret: [SECRET, ' '] },
      {},
      /^urlTokenSecret\[1\] is blank/,
    ],
    ['if the list is empty', { urlTokenSecret: [] }, {}, /^urlTokenSecret has 0 secrets/],
    [
      'if the secret is a signing key',
      { urlTokenSecret: `PSK_${SECRET}` },
      {},
      /key or a token of SignalWire/,
    ],
    [
      'if the secret is the signing key',
      { urlTokenSecret: SECRET, signingKey: SECRET },
      {},
      /^urlTokenSecret is a signing key, too/,
    ],
    [
      'if the secret is a key of a project',
      { urlTokenSecret: [SECRET], signingKey: { projects: { a: SIGNING_KEY, b: [SIGNING_KEY, SECRET] } } },
      {},
      /^urlTokenSecret is a signing key, too/,
    ],
    [
      'if the secret is the signing key of a route',
      { urlTokenSecret: [NEWER_SECRET, SECRET] },
      { signingKey: { projects: { a: [SIGNING_KEY, SECRET] } } },
      /^SwaigController\.lookUp: urlTokenSecret is a signing key, too/,
    ],
    [
      'if the secret is a promise',
      { urlTokenSecret: Promise.resolve(SECRET) as unknown as string },
      {},
      /factory of forRootAsync/,
    ],
  ])('%s', async (_name, webhooks, route, message) => {
    await expect(starting(webhooks, route)).rejects.toThrow(message);
  });

  test('urlToken is no option of the module', async () => {
    await expect(starting({ urlTokenSecret: SECRET, urlToken } as WebhookOptions, {})).rejects.toThrow(
      /urlToken is an option of a route\. Fix: @SignalWireWebhook/,
    );
  });
});

describe('a decorator throws', () => {
  test.each<[unknown]>([
    [[]],
    [undefined],
    ['call_id'],
    [['']],
    [['__proto__']],
    [['call_id', 'call_id']],
    [['call_id', 1]],
    [Array.from({ length: 11 }, (_value, index) => `field_${index}`)],
  ])('for bind: %j', (bind) => {
    expect(() => controllerWith({ accept: 'url-token', urlToken: { bind: bind as string[] } })).toThrow(
      /^urlToken\.bind is .*; it must be a list of 1 to 10 names .* Fix: urlToken: \{ bind: \['call_id', 'function'\] \}$/,
    );
  });

  test('for an unknown option of urlToken', () => {
    const options = { urlToken: { bind: ['call_id'], binds: ['call_id'] } } as SignalWireWebhookRouteOptions;
    expect(() => controllerWith(options)).toThrow(/Unknown option "urlToken\.binds"/);
  });

  test('for urlTokenSecret, which is an option of the module', () => {
    const options = { urlTokenSecret: SECRET } as SignalWireWebhookRouteOptions;
    expect(() => controllerWith(options)).toThrow(/It is an option of the module/);
  });
});

test('a method inherits the bound names of its class', async () => {
  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Controller()
  class ClassController {
    @SignalWireWebhook({ content: ['json'] })
    @Post()
    lookUp() {
      return 'handled';
    }
  }
  const webhooks = { urlTokenSecret: SECRET };
  await withApplication('express', { webhooks, controllers: [ClassController] }, async ({ statusOf }) => {
    expect(await statusOf({ target: '/', body: '{}', headers: { 'content-type': 'application/json' } })).toBe(
      403,
    );
  });
});
