import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
} from 'nestjs-signalwire-webhook';
import { verifyRequest } from 'nestjs-signalwire-webhook/signature';
import { WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { checkModuleOptions } from '../../lib/signalwire-webhook.options.js';
import { findPublicUrlMisconfiguration } from '../../lib/signature/internal.js';
import { adapterNames, startApplication } from '../support/applications.js';
import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

/** As `name` of the messages, the text itself, and what the message says. */
const REFERENCES: [string, string][] = [
  [
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalwire-AbCdEf',
    'is the ARN of an AWS secret',
  ],
  ['arn:aws:ssm:us-east-1:123456789012:parameter/signalwire/key', 'is the ARN of an AWS secret'],
  ['arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/key', 'is the ARN of an AWS secret'],
  ['{{resolve:secretsmanager:signalwire:SecretString:key}}', 'is a CloudFormation reference'],
  ['{{resolve:ssm:/signalwire/key:1}}', 'is a CloudFormation reference'],
  ['@Microsoft.KeyVault(SecretUri=https://vault.azure.net/secrets/key)', 'Key Vault Secrets User'],
  ['@Microsoft.KeyVault(VaultName=vault;SecretName=key)', 'Key Vault Secrets User'],
  ['projects/1234/secrets/signalwire/versions/latest', 'is the resource name of a Google Cloud secret'],
  [
    'projects/shop/locations/europe-west3/secrets/key/versions/1',
    'is the resource name of a Google Cloud secret',
  ],
  [
    '//secretmanager.googleapis.com/projects/shop/secrets/key',
    'is the resource name of a Google Cloud secret',
  ],
  ['sm://shop/signalwire-key', 'is a reference to a secret'],
  ['op://production/signalwire/signing-key', 'op run -- node dist/main.js'],
  ['vault:secret/data/signalwire#signing_key', 'is a Vault reference'],
  ['vault://secret/signalwire#signing_key', 'is a Vault reference'],
  ['ref+awsssm://signalwire/key', 'is a reference to a secret'],
  ['ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:A=]', 'is encrypted'],
];

function messageOf(options: object): string {
  try {
    checkModuleOptions({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, ...options });
    return 'no error';
  } catch (error) {
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    return (error as Error).message;
  }
}

describe.each(REFERENCES)('%s', (reference, what) => {
  test('is no signing key, of the module, of a project, of a route', async () => {
    const message = messageOf({ signingKey: reference });
    expect(message).toMatch(/^signingKey is .*\. Fix: .*[^.]$/);
    expect(message).toContain(what);
    expect(messageOf({ signingKey: [SIGNING_KEY, reference] })).toMatch(/^signingKey\[1\] is /);
    expect(messageOf({ signingKey: { projects: { a: reference } } })).toContain(
      'signingKey.projects["a"] is ',
    );
    expect(() => SignalWireWebhook({ signingKey: reference })).toThrow(SignalWireWebhookConfigurationError);
    const imports = [SignalWireWebhookModule.forRoot({ signingKey: reference, publicUrl: PUBLIC_URL })];
    await expect(startApplication('express', { imports })).rejects.toThrow(what);
  });

  test('is no public URL', async () => {
    const message = messageOf({ publicUrl: reference });
    expect(message).toMatch(/^publicUrl is .*\. Fix: .*[^.]$/);
    expect(message).toContain(what);
    const request = new Request('https://example.com/voice', { method: 'POST' });
    const options = { signingKey: SIGNING_KEY, publicUrl: reference };
    await expect(verifyRequest(request, options)).rejects.toThrow(what);
  });

  test('is no password', () => {
    const message = messageOf({ basicAuth: { username: 'signalwire', password: reference } });
    expect(message).toMatch(/^basicAuth\.password is /);
    expect(message).toContain(what);
  });

  test('is not repeated whole', () => {
    for (const options of [{ signingKey: reference }, { publicUrl: reference }])
      expect(messageOf(options)).not.toContain(reference);
  });
});

test('a webhook secret of another service is named for what it is', () => {
  const message = messageOf({ signingKey: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' });
  expect(message).toContain(
    'is the webhook secret of a different service (whsec_…), such as Stripe or Svix.',
  );
  expect(message).not.toContain('C2FV');
});

const MISSING = 'the text of a missing value. Is the environment variable set? Fix: publicUrl: ';
const TEMPLATE =
  'is a template whose value was not filled in. Is the environment variable set? Fix: publicUrl: ';

describe('publicUrl', () => {
  const misconfigurations: [unknown, string][] = [
    [
      '',
      "publicUrl is empty. Is the environment variable set? Fix: publicUrl: 'https://example.com' (scheme and",
    ],
    [' \n', 'publicUrl is empty. Is'],
    ['undefined', `publicUrl is "undefined", ${MISSING}`],
    ['null', `publicUrl is "null", ${MISSING}`],
    ['https://undefined', `publicUrl "https://undefined" contains "undefined", ${MISSING}`],
    ['https://null', `contains "null", ${MISSING}`],
    ['http://NaN', `contains "NaN", ${MISSING}`],
    ['https://undefined:8443/voice', `contains "undefined", ${MISSING}`],
    ['http://localhost.undefined', `contains "undefined", ${MISSING}`],
    ['https://undefined.example.com', `contains "undefined", ${MISSING}`],
    ['https://example.com/undefined', `contains "undefined", ${MISSING}`],
    ['https://example.com/null/voice', `contains "null", ${MISSING}`],
    ['https://undefined:undefined@example.com', 'has credentials that are the text of a missing value'],
    ['https://example.com:undefined', 'is made from a missing value'],
    ['https://${HOST}', TEMPLATE],
    ['https://${HOST}/prefix', TEMPLATE],
    ['${PUBLIC_URL}', TEMPLATE],
    ['{{ public_url }}', TEMPLATE],
    ['https://{{host}}', TEMPLATE],
    ['https://$HOST', TEMPLATE],
    ['https://$(HOST)', TEMPLATE],
    ['https://%HOST%', TEMPLATE],
    ['https://<host>', TEMPLATE],
    ['https://<your-domain>.ngrok-free.app', TEMPLATE],
    ['https://example.com/{stage}', TEMPLATE],
    ['https://example.com/${STAGE}', TEMPLATE],
    ['example.com', 'publicUrl "example.com" has no scheme. Fix: publicUrl: \'https://example.com\''],
    ['localhost:3000/a', "has no scheme. Fix: publicUrl: 'https://localhost:3000/a'"],
    ['//example.com', 'has no scheme. Fix: publicUrl: '],
    ['https://https://example.com', 'has its scheme twice'],
    ['wss://example.com', 'is a WebSocket URL'],
    ['ftp://example.com', 'is not an absolute http(s) URL'],
    ['https://', 'is not an absolute http(s) URL'],
    ['"https://example.com"', 'contains quotation marks'],
    ['https://example.com ', 'contains whitespace. Fix: publicUrl: value.trim()'],
    ['https://example.com\n', 'contains a line break. Fix: publicUrl: value.trim()'],
    ['https://example.com/?a=1', 'has a query or a fragment'],
    [undefined, 'no error'],
    [null, 'publicUrl is null; it must be an absolute http(s) URL. Is the environment variable set? Fix: '],
    [7, 'publicUrl is 7; it must be an absolute http(s) URL. Fix: '],
    [new URL(PUBLIC_URL), 'publicUrl is a URL object. Fix: publicUrl: url.href'],
    [Promise.resolve(PUBLIC_URL), 'publicUrl is a Promise. Fix: publicUrl: await …'],
  ];

  test.each(misconfigurations)('%p', (publicUrl, message) => {
    expect(messageOf({ publicUrl })).toContain(message);
  });

  test.each([
    ['PSK_the-secret-key-of-it'],
    ['PT0123456789the-secret'],
    ['whsec_the-secret'],
    ['the-secret'],
    ['https://user:the-secret@undefined'],
    ['https://user:a/the-secret@undefined'],
    ['user:the-secret@example.com'],
    ['https://example.com/?token=the-secret'],
    ['https://example.com/#the-secret'],
  ])('%s: what may be a secret is not repeated', (publicUrl) => {
    expect(messageOf({ publicUrl })).toMatch(/^publicUrl /);
    expect(messageOf({ publicUrl })).not.toContain('the-secret');
  });

  test.each([
    ['https://example.com'],
    ['http://localhost:3000'],
    ['https://user:p%24ss@example.com/stage/'],
    ['https://[::1]:3000'],
    ['https://nullpointer.example/undefined-behaviour'],
    ['https://xn--mnchen-3ya.example/null.txt'],
    ['https://münchen.example/%7Euser'],
    ['https://under_score.example.com'],
    ['https://example.com/$metadata'],
  ])('%s is usable', (publicUrl) => {
    expect(messageOf({ publicUrl })).toBe('no error');
  });

  test('with a letter beyond ASCII is usable however often it is checked', () => {
    const misconfigurations = Array.from({ length: 20_000 }, () =>
      findPublicUrlMisconfiguration('https://münchen.example'),
    );
    expect(misconfigurations.filter((misconfiguration) => misconfiguration !== undefined)).toEqual([]);
  });

  test('of a test client', () => {
    const create = () => new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: 'https://undefined' });
    expect(create).toThrow(`publicUrl "https://undefined" contains "undefined", ${MISSING}`);
  });

  test('is checked in a time that grows with its length only', () => {
    for (const text of ['{', '<', '@', '%A', '${', '/.', ':']) {
      expect(messageOf({ publicUrl: `https://example.com/${text.repeat(200_000)} ` })).toMatch(/^publicUrl /);
    }
  });
});

describe.each(adapterNames)(
  'a publicUrl function that is made from a missing value, on %s',
  (adapterName) => {
    @SignalWireWebhook()
    @Controller()
    class HookController {
      @Post('hook')
      hook() {
        return 'handled';
      }
    }

    test('is a configuration error, and the log says which function', async () => {
      const publicUrl: SignalWireWebhookModuleOptions['publicUrl'] = ({ headers }) =>
        `https://${String(headers['x-tenant'])}.example.com`;
      const application = await startApplication(adapterName, {
        imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl })],
        controllers: [HookController],
      });
      try {
        expect((await application.send({ target: '/hook' })).status).toBe(500);
        expect(application.logger.text).toContain(
          'The result of the publicUrl function "https://undefined.example.com" contains "undefined", the text of a missing value.',
        );
      } finally {
        await application.close();
      }
    });
  },
);

describe('allowedHosts', () => {
  const fix = "Fix: allowedHosts: ['example.com']";
  test.each([
    ['example.com', `allowedHosts is a string; it must be a list of host names. ${fix}`],
    [[], `allowedHosts is an empty list; it must be a list of host names. ${fix}`],
    [
      ['example.com', 'https://example.com'],
      `allowedHosts[1] must be a host name without scheme or path. ${fix}`,
    ],
    [[undefined], `allowedHosts[0] (undefined) must be a host name without scheme or path. ${fix}`],
    [['undefined'], `allowedHosts[0] contains "undefined", the text of a missing value. Is the environment`],
    [['undefined:8443'], 'allowedHosts[0] contains "undefined"'],
    [['${HOST}'], 'allowedHosts[0] is a template whose value was not filled in.'],
    [['<host>'], 'allowedHosts[0] is a template whose value was not filled in.'],
  ])('%j', (allowedHosts, message) => {
    expect(messageOf({ publicUrl: undefined, allowedHosts })).toContain(message);
  });
});

describe('basicAuth', () => {
  test.each([
    [
      { username: 'a', password: 'undefined' },
      'basicAuth contains the text of a missing value, such as "undefined", which anyone can guess.',
    ],
    [{ username: 'undefined', password: 'p' }, 'basicAuth contains the text of a missing value'],
    [
      [{ username: 'a', password: '${PASSWORD}' }],
      'basicAuth[0].password is a template whose value was not filled in.',
    ],
  ])('%j', (basicAuth, message) => {
    expect(messageOf({ basicAuth })).toContain(message);
  });

  test('what a function returns may have further fields, and no missing password', () => {
    expect(messageOf({ basicAuth: () => ({ id: 1, username: 'a', password: 'p' }) })).toBe('no error');
  });
});
