import { describe, expect, test } from '@jest/globals';
import { type WebhookRequest, signRequest } from 'nestjs-signalwire-webhook/signature';
import { gzipSync } from 'node:zlib';

import {
  diagnose,
  type DiagnosisHints,
  type FindingCode,
  formatDiagnosis,
} from '../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE, OTHER_KEY, SIGNING_KEY } from '../support/signing.js';

const PROJECT = '5d1a2f4e-1c3b-4a5d-8e7f-0123456789ab';
const RANDOM = { 'x-signalwire-signature': 'qwertyuiopASDFGHJKLzxcvbnm0=' };
const FORM_REQUEST: WebhookRequest = {
  method: 'POST',
  url: 'https://user:secret@example.com/voice?tenant=7',
  headers: { ...FORM, ...RANDOM },
  body: `AccountSid=${PROJECT}&From=%2B15551234567`,
};

describe('what was verified is shown', () => {
  test('of a form: the URL without credentials, content type, length, project and the number of keys', () => {
    const diagnosis = diagnose(FORM_REQUEST, [SIGNING_KEY, OTHER_KEY]);
    expect(diagnosis).toMatchObject({ verdict: 'unexplained', findings: [] });
    expect(diagnosis.request).toEqual({
      method: 'POST',
      url: 'https://***@example.com/voice?tenant=…',
      contentType: 'application/x-www-form-urlencoded',
      bodyLength: 67,
      claimedProject: `"${PROJECT}"`,
      signingKeys: 2,
    });
    const text = formatDiagnosis(diagnosis);
    expect(text).toContain('Received: POST https://***@example.com/voice?tenant=…\n');
    expect(text).toContain(`body: 67 bytes; claimed project "${PROJECT}"; 2 signing keys`);
    for (const hidden of ['secret', '5551234567', SIGNING_KEY, RANDOM['x-signalwire-signature']]) {
      expect(text).not.toContain(hidden);
    }
  });

  test('of a GET the values of the parameters are cut', () => {
    const url = 'https://example.com/voice?From=%2B15551234567&Digits=1234';
    const { request } = diagnose({ method: 'GET', url, headers: RANDOM }, SIGNING_KEY);
    expect(request).toMatchObject({ url: 'https://example.com/voice?From=…&Digits=…', contentType: 'none' });
  });

  test.each([
    ['project_id', { project_id: PROJECT }],
    ['a call', { call: { project_id: PROJECT } }],
    ['a message', { message: { project_id: PROJECT } }],
  ])('the project of JSON: %s', (_name, payload) => {
    const headers = { ...JSON_TYPE, 'x-signalwire-signature': 'a'.repeat(40) };
    const { request } = diagnose({ ...FORM_REQUEST, headers, body: JSON.stringify(payload) }, SIGNING_KEY);
    expect(request?.claimedProject).toBe(`"${PROJECT}"`);
  });

  test('a claimed id is escaped, and cut', () => {
    const body = new URLSearchParams({ AccountSid: `\u001b[31m"\u202e${'x'.repeat(100)}` }).toString();
    const { request } = diagnose({ ...FORM_REQUEST, body }, SIGNING_KEY);
    expect(request?.claimedProject).toBe(`"\\u001b[31m\\"\\u202e${'x'.repeat(33)}…"`);
  });

  test('an id that was read already is taken as it is', () => {
    const { request } = diagnose(FORM_REQUEST, SIGNING_KEY, { claimedProjectId: 'other' });
    expect(request?.claimedProject).toBe('"other"');
  });
});

describe('what to do next', () => {
  test('an example of each hint that was not given, made from this request', () => {
    const { next } = diagnose(FORM_REQUEST, SIGNING_KEY);
    expect(next).toEqual([
      expect.stringMatching(
        /^The signing key is the key of a different project.*project "5d1a2f4e.*diagnose\(request, signingKeys, \{ otherKeys: /,
      ),
      expect.stringMatching(
        /^The webhook URL at SignalWire is not https:\/\/\*\*\*@example\.com\/voice\..*\{ hosts: .*\{ pathPrefixes: /,
      ),
      expect.stringContaining('the request is forged'),
    ]);
  });

  test.each(['module', 'function', 'cli'] as const)(
    'the text for the %s is short, causes first',
    (context) => {
      const headers = { ...FORM_REQUEST.headers, 'content-encoding': 'gzip', 'user-agent': 'curl/8.5.0' };
      const diagnosis = diagnose({ ...FORM_REQUEST, headers }, ['a', 'b', 'c', 'd'], { context });
      const lines = formatDiagnosis(diagnosis).split('\n');
      expect(lines.length).toBeLessThanOrEqual(12);
      expect(lines.slice(0, 4)).toEqual([
        'Signature rejected (signature-mismatch). No known misconfiguration explains it. The likeliest causes:',
        expect.stringMatching(/^1\. The signing key/),
        expect.stringMatching(/^2\. The webhook URL/),
        expect.stringMatching(/^3\. The body was changed in transit, or the request is forged/),
      ]);
      expect(lines.at(-1)).toMatch(
        /^Tried: \d+ changes of the URL, .* combinations.*\. To list them: .*verbose/,
      );
      const verbose = formatDiagnosis(diagnosis, { verbose: true });
      for (const line of [...diagnosis.tried, `HMACs tried: ${diagnosis.hmacs}`])
        expect(verbose).toContain(line);
    },
  );

  test('in the CLI they are its flags', () => {
    const text = formatDiagnosis(diagnose(FORM_REQUEST, SIGNING_KEY, { context: 'cli' }));
    for (const flag of [
      '--other-key old=old.key',
      '--host hooks.example.com',
      '--path-prefix /stage',
      '--verbose',
    ])
      expect(text).toContain(`npx signalwire-webhook diagnose <file> ${flag}`);
    expect(text).not.toMatch(/diagnose\(|diagnostics:/);
  });

  test('hints that were given are not asked for', () => {
    const hints: DiagnosisHints = { hosts: ['a.example'], pathPrefixes: ['/x'], otherKeys: { a: OTHER_KEY } };
    expect(diagnose(FORM_REQUEST, SIGNING_KEY, hints).next.join(' ')).not.toMatch(/To try|otherKeys|hosts/);
  });

  test("in the module they are the module's options", () => {
    const { next } = diagnose(FORM_REQUEST, SIGNING_KEY, { context: 'module' });
    expect(next.join('\n')).toContain("diagnostics: { hosts: ['hooks.example.com'] }");
    expect(next.join('\n')).not.toContain('diagnose(');
  });
});

describe('an API token among the keys', () => {
  const TOKEN = 'PT0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';

  test('explains a rejection where Signing Keys are meant', () => {
    const diagnosis = diagnose(FORM_REQUEST, TOKEN);
    expect(diagnosis.verdict).toBe('explained');
    expect(diagnosis.findings).toEqual([
      expect.objectContaining({
        code: 'key-api-token',
        evidence:
          'signing key 1 has the form of an API token (PT…), and SignalWire documents the Signing Key',
      }),
    ]);
  });

  test.each([[TOKEN], [[TOKEN, SIGNING_KEY]]])(
    'explains nothing where it was said to be right, and is an observation',
    (keys) => {
      const diagnosis = diagnose(FORM_REQUEST, keys, { signingKeyKind: 'api-token' });
      expect(diagnosis).toMatchObject({ verdict: 'unexplained', findings: [] });
      expect(diagnosis.observations).toEqual([
        expect.objectContaining({
          code: 'key-api-token',
          fix: "signingKey: the Signing Key (PSK_…) from the API page of the dashboard, without signingKeyKind: 'api-token'",
        }),
      ]);
    },
  );

  test('does not excuse what else is wrong with a key', () => {
    const { findings } = diagnose(FORM_REQUEST, PROJECT, { signingKeyKind: 'api-token' });
    expect(findings).toMatchObject([{ code: 'key-project-id' }]);
  });
});

test('a malformed signature of a tool remains the finding', () => {
  const headers = { ...FORM, 'user-agent': 'curl/8.5.0', 'x-signalwire-signature': 'none' };
  const { findings, observations } = diagnose({ ...FORM_REQUEST, headers }, SIGNING_KEY);
  expect(findings).toMatchObject([{ code: 'signature-malformed' }]);
  expect(observations).toEqual([]);
});

describe('senders that sign otherwise, or not at all, are recognised', () => {
  const unsigned = (headers: WebhookRequest['headers'], body?: string | Uint8Array): WebhookRequest => ({
    method: 'POST',
    url: 'https://example.com/voice',
    headers,
    body,
  });
  const swaig = JSON.stringify({ function: 'lookup', argument: { parsed: [{}] }, ai_session_id: 'a' });
  const postPrompt = JSON.stringify({ action: 'post_conversation', post_prompt_data: { raw: 'x' } });
  const twilio = 'AccountSid=AC0123456789abcdef0123456789abcdef&CallSid=CA1';

  test.each<[name: string, request: WebhookRequest, code: FindingCode, text: RegExp]>([
    ['SWAIG', unsigned(JSON_TYPE, swaig), 'sender-swaig', /SWAIG[\s\S]*accept: 'url-token'/],
    [
      'a post prompt',
      unsigned(JSON_TYPE, postPrompt),
      'sender-post-prompt',
      /post prompt[\s\S]*accept: 'url-token'/i,
    ],
    [
      'Twilio',
      unsigned({ ...FORM, 'x-twilio-signature': 'A'.repeat(27) + '=' }, twilio),
      'sender-twilio',
      /signingKey: \['PSK_…', twilioAuthToken\]/,
    ],
    ['Twilio without a signature', unsigned(FORM, twilio), 'sender-twilio', /AC…/],
    [
      'a SharedKey of Twilio',
      unsigned(
        {
          ...FORM,
          'X-Twilio-Signature': 'A'.repeat(27) + '=',
          'X-Twilio-Webhooks-Signature-Settings': 'key=SK1,algorithm=HMAC_SHA1',
        },
        twilio,
      ),
      'sender-shared-key',
      /names HMAC_SHA1\n|signingKey: \['PSK_…', twilioSharedKeySecret\]/,
    ],
    [
      'a SharedKey of Twilio without a signature',
      unsigned(
        { ...FORM, 'x-twilio-webhooks-signature-settings': 'algorithm="HMAC_SHA256", key=SK1' },
        twilio,
      ),
      'sender-shared-key',
      /names HMAC_SHA256/,
    ],
    [
      'a SharedKey of Twilio with an algorithm that is not known',
      unsigned(
        { ...FORM, 'x-twilio-webhooks-signature-settings': 'key=HMAC_SHA1,algorithm=HMAC_SHA512' },
        twilio,
      ),
      'sender-shared-key',
      /names an unknown algorithm/,
    ],
    [
      'a WebSocket handshake',
      { ...unsigned({ connection: 'keep-alive, Upgrade', Upgrade: 'WebSocket' }), method: 'GET' },
      'sender-websocket',
      /A WebSocket handshake[\s\S]*<Stream>[\s\S]*Upgrade: websocket/,
    ],
    [
      'a signed WebSocket handshake',
      {
        ...unsigned({ upgrade: 'h2c, websocket', 'x-twilio-signature': 'A'.repeat(27) + '=' }),
        method: 'GET',
      },
      'sender-websocket',
      /Noticed: A WebSocket handshake/,
    ],
    [
      'GitHub',
      unsigned({ ...JSON_TYPE, 'X-Hub-Signature-256': `sha256=${'a'.repeat(64)}` }, '{}'),
      'sender-other',
      /GitHub/,
    ],
    [
      'Stripe',
      unsigned({ ...JSON_TYPE, 'stripe-signature': 't=1,v1=a' }, '{}'),
      'sender-other',
      /Stripe[\s\S]*|SkipSignalWireWebhook/,
    ],
    ['Slack', unsigned({ ...FORM, 'x-slack-signature': 'v0=a' }, 'a=1'), 'sender-other', /Slack/],
    ['Shopify', unsigned({ ...JSON_TYPE, 'x-shopify-hmac-sha256': 'a' }, '{}'), 'sender-other', /Shopify/],
    ['Svix', unsigned({ ...JSON_TYPE, 'svix-signature': 'v1,a' }, '{}'), 'sender-other', /Svix/],
    [
      'Standard Webhooks',
      unsigned({ ...JSON_TYPE, 'webhook-signature': 'v1,a' }, '{}'),
      'sender-other',
      /Standard Webhooks/,
    ],
    [
      'a probe of Kubernetes',
      { ...unsigned({ 'user-agent': 'kube-probe/1.29' }), method: 'GET' },
      'sender-probe',
      /@SkipSignalWireWebhook\(\)/,
    ],
    [
      'a probe of AWS',
      { ...unsigned({ 'user-agent': 'ELB-HealthChecker/2.0' }), method: 'GET' },
      'sender-probe',
      /health probe/i,
    ],
    [
      'a probe of Google',
      { ...unsigned({ 'user-agent': 'GoogleHC/1.0' }), method: 'GET' },
      'sender-probe',
      /health probe/i,
    ],
    [
      'UptimeRobot',
      { ...unsigned({ 'user-agent': 'Mozilla/5.0+(compatible; UptimeRobot/2.0)' }), method: 'HEAD' },
      'sender-probe',
      /health probe/i,
    ],
    ['curl', unsigned({ ...FORM, 'user-agent': 'curl/8.5.0' }, 'a=1'), 'sender-tool', /webhook send/],
    ['Postman', unsigned({ 'user-agent': 'PostmanRuntime/7.39.0' }), 'sender-tool', /webhook send/],
    [
      'a browser',
      { ...unsigned({ 'user-agent': 'Mozilla/5.0 (X11)' }), method: 'GET' },
      'sender-tool',
      /webhook send/,
    ],
    ['a POST that was redirected', { ...unsigned({}), method: 'GET' }, 'get-without-parameters', /redirect/],
    [
      'multipart',
      unsigned({ ...RANDOM, 'content-type': 'multipart/form-data; boundary=x' }, '--x--'),
      'content-type-multipart',
      /multipart/,
    ],
    [
      'JSON in UTF-7',
      unsigned({ ...RANDOM, 'content-type': 'application/json; charset=utf-7' }, '{}'),
      'content-type-charset',
      /JSON with a charset other than UTF-8[\s\S]*charset=utf-7/,
    ],
    ['XML', unsigned({ ...RANDOM, 'content-type': 'text/xml' }, '<a/>'), 'content-type-other', /text\/xml/],
    [
      'gzip',
      unsigned({ ...FORM, ...RANDOM, 'content-encoding': 'gzip' }, gzipSync('a=1')),
      'body-compressed',
      /gzip/,
    ],
    ['gzip without a header', unsigned({ ...FORM, ...RANDOM }, gzipSync('a=1')), 'body-compressed', /gzip/],
  ])('%s', (_name, request, code, text) => {
    const diagnosis = diagnose(request, SIGNING_KEY);
    expect([...diagnosis.findings, ...diagnosis.observations].map((finding) => finding.code)).toContain(code);
    expect(formatDiagnosis(diagnosis)).toMatch(text);
  });

  test('what is recognised is not taken for something else', () => {
    const codesOf = (request: WebhookRequest) => {
      const { findings, observations } = diagnose(request, SIGNING_KEY);
      return [...findings, ...observations].map(({ code }) => code);
    };
    const sharedKey = { ...FORM, 'x-twilio-webhooks-signature-settings': 'key=SK1,algorithm=HMAC_SHA256' };
    expect(codesOf(unsigned(sharedKey, twilio))).toEqual(['sender-shared-key']);
    expect(codesOf(unsigned({ ...sharedKey, ...RANDOM }, twilio))).toEqual([]);
    expect(codesOf({ ...unsigned({ upgrade: 'websocket' }), method: 'GET' })).toEqual(['sender-websocket']);
    expect(codesOf(unsigned({ ...FORM, ...RANDOM, upgrade: 'websocket' }, twilio))).toEqual([]);
  });

  test.each(['DELETE', 'GET'])(
    'a %s without a body has lost none, whatever its content type is',
    (method) => {
      const request = { ...unsigned({ ...JSON_TYPE, ...RANDOM }), method, url: 'https://example.com/m?a=1' };
      expect(diagnose(request, SIGNING_KEY).observations).toEqual([]);
      const { observations } = diagnose({ ...request, method: 'POST' }, SIGNING_KEY);
      expect(observations.map(({ code }) => code)).toEqual(['body-missing']);
    },
  );

  test.each([
    ['a request of SignalWire', FORM_REQUEST],
    ['a GET with parameters', { method: 'GET', url: 'https://example.com/voice?CallSid=1', headers: RANDOM }],
    [
      'SWML of a call',
      unsigned({ ...JSON_TYPE, 'x-signalwire-signature': 'a'.repeat(40) }, '{"call":{},"vars":{}}'),
    ],
    ['an AccountSid of Twilio signed for SignalWire', unsigned({ ...FORM, ...RANDOM }, twilio)],
  ])('%s: nothing stands out', (_name, request) => {
    expect(diagnose(request, SIGNING_KEY).observations).toEqual([]);
  });

  test('a GET without parameters whose signature matches another URL is explained, not suspected', () => {
    const signed = { method: 'GET', url: 'https://example.com/voice', headers: {} };
    const request = { ...signed, url: 'http://example.com/voice', headers: signRequest(signed, SIGNING_KEY) };
    expect(diagnose(request, SIGNING_KEY)).toMatchObject({
      verdict: 'explained',
      findings: [{ code: 'url-protocol' }],
      observations: [],
    });
  });
});

describe('a request without a body', () => {
  const swml = (url: string, signedUrl: string): WebhookRequest => ({
    method: 'DELETE',
    url,
    headers: { 'x-signalwire-signature': hexOf(signedUrl) },
  });

  test('signed in hexadecimal: the URL is what differs, not the encoding', () => {
    const { findings } = diagnose(swml('http://example.com/m', 'https://example.com/m'), SIGNING_KEY);
    expect(findings.map(({ code }) => code)).toEqual(['url-protocol']);
  });

  test('content type and SHA-256 header say nothing', () => {
    const { url, headers } = swml('http://example.com/m', 'https://example.com/m');
    const beside = { ...JSON_TYPE, 'x-signalwire-sha256-signature': 'a'.repeat(64) };
    const request = { method: 'POST', url, headers: { ...headers, ...beside }, body: '' };
    expect(diagnose(request, SIGNING_KEY).findings.map(({ code }) => code)).toEqual(['url-protocol']);
  });

  test('signed in hexadecimal, a default port counts', () => {
    const { findings } = diagnose(swml('https://example.com/m', 'https://example.com:443/m'), SIGNING_KEY);
    expect(findings.map(({ code }) => code)).toEqual(['url-port']);
  });

  test('signed in hexadecimal for a URL with braces, it proves nothing', () => {
    const url = 'https://example.com/m?a={1}';
    const diagnosis = diagnose(swml(url, url), SIGNING_KEY);
    expect(diagnosis).toMatchObject({ verdict: 'explained', reason: 'body-not-signed' });
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['body-not-covered']);
  });
});

function hexOf(url: string): string {
  const { 'x-signalwire-signature': base64 = '' } = signRequest(
    { method: 'GET', url, headers: {} },
    SIGNING_KEY,
  );
  return Buffer.from(base64, 'base64').toString('hex');
}
