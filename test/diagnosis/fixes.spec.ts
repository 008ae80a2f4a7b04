import { describe, expect, test } from '@jest/globals';
import { type WebhookRequest, signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';

import { diagnose, type DiagnosisHints } from '../../lib/diagnosis/index.js';
import { FORM, SIGNING_KEY } from '../support/signing.js';
import { allMisconfigurations } from './misconfigurations/index.js';
import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import { patient } from './limits.js';

function received(signedUrl: string, url: string): WebhookRequest {
  const sent = { method: 'POST', url: signedUrl, headers: FORM, body: 'CallSid=CA1&From=1' };
  return { ...sent, url, headers: { ...FORM, ...signRequest(sent, SIGNING_KEY) } };
}

function fixesFor(request: WebhookRequest, hints: DiagnosisHints): string[] {
  return diagnose(request, SIGNING_KEY, hints).findings.map(({ fix }) => fix);
}

describe('the fixes fit where they are read', () => {
  test.each(
    allMisconfigurations.map((misconfiguration) => [misconfiguration.name, misconfiguration] as const),
  )('%s', (_name, misconfiguration) => {
    const { request, keys = SIGNING_KEY, hints } = misconfiguration;
    const read = (context: 'module' | 'function'): string =>
      diagnoseWithin(patient, request, keys, { ...hints, context })
        .findings.map(({ fix }) => fix)
        .join('\n');
    const isBeyondModule = misconfiguration.codes.includes('url-websocket');
    if (!isBeyondModule)
      expect(read('module')).not.toMatch(/rawBody: true|originalUrl|verifySignature|express\.raw/);
    expect(read('function')).not.toMatch(/publicUrl:|@SkipSignalWireWebhook|accept: '/);
  });

  test('where it is not known who reads them, both are given', () => {
    const [fix] = fixesFor(received('https://example.com/voice', 'http://example.com/voice'), {});
    expect(fix).toContain("publicUrl: 'https://example.com'");
    expect(fix).toContain("Without the module: verify the URL 'https://example.com' + request.originalUrl");
  });
});

test('the query encoding of a GET is fixed with POST, and that of a POST at the proxy', () => {
  const fixFor = (method: string): string | undefined => {
    const sent = { method, url: 'https://example.com/voice?At=12:30', headers: {} };
    const headers = signRequest(sent, SIGNING_KEY);
    const request = { ...sent, url: 'https://example.com/voice?At=12%3A30', headers };
    const [finding] = diagnose(request, SIGNING_KEY, { context: 'module' }).findings;
    expect(finding?.code).toBe('url-query-encoding');
    return finding?.fix;
  };
  expect(fixFor('GET')).toMatch(/^Choose POST instead of GET at SignalWire/);
  expect(fixFor('POST')).toMatch(/proxy pass the query on byte for byte/);
});

test('in the CLI the fixes name its flags', () => {
  const [url] = fixesFor(received('https://example.com/voice', 'http://example.com/voice'), {
    context: 'cli',
  });
  expect(url).toContain(
    "--public-url https://example.com (in the application: publicUrl: 'https://example.com')",
  );
  const [key] = diagnose(received('https://a.b/c', 'https://a.b/c'), `"${SIGNING_KEY}"`, {
    context: 'cli',
  }).findings;
  expect(key?.fix).toMatch(/^SIGNALWIRE_SIGNING_KEY or --key-file: the key without its quotation marks/);
});

describe('the publicUrl that is in force is known', () => {
  const O = 'https://example.com';

  test.each([
    ['protocol', `${O}/voice`, 'http://example.com', '/voice', O],
    ['protocol before a path', `${O}/a/voice`, 'http://example.com/a', '/voice', `${O}/a`],
    ['a stage', `${O}/prod/voice`, O, '/voice', `${O}/prod`],
    ['a stage before a path', `${O}/prod/a/voice`, `${O}/a`, '/voice', `${O}/prod/a`],
    ['a path too many', `${O}/voice`, `${O}/voice`, '/voice', O],
    ['a slash too many', `${O}/voice`, `${O}/`, '/voice', O],
    ['a port', `${O}:8443/voice`, O, '/voice', `${O}:8443`],
    ['a host of the hints', `${O}/voice`, 'https://app', '/voice', O],
  ])('%s: the line makes it right', (_name, signedUrl, publicUrl, target, wanted) => {
    const request = received(signedUrl, publicUrl.replace(/\/$/, '') + target);
    if (publicUrl === `${O}/`) {
      expect(verifySignature(request, SIGNING_KEY)).toMatchObject({ verified: true });
      return;
    }
    const fixes = fixesFor(request, { context: 'module', publicUrl, hosts: ['example.com'] });
    expect(fixes).toEqual([`publicUrl: '${wanted}'`]);
    expect(verifySignature({ ...request, url: wanted + target }, SIGNING_KEY)).toMatchObject({
      verified: true,
    });
  });

  test.each([
    ['a prefix in the request target', `${O}/voice`, O, '/hooks/voice', `${O}/hooks/voice`],
    [
      'a prefix in the request target after a path',
      `${O}/a/voice`,
      `${O}/a`,
      '/hooks/voice',
      `${O}/a/hooks/voice`,
    ],
  ])(
    '%s: no publicUrl takes it off, and the one that is set is not repeated',
    (_name, signedUrl, publicUrl, target, url) => {
      const request = received(signedUrl, publicUrl + target);
      const prefixes = ['/hooks', '/a/hooks', '/a'];
      const fixes = fixesFor(request, { context: 'module', publicUrl, pathPrefixes: prefixes });
      expect(fixes.join('\n')).not.toContain('publicUrl: ');
      expect(fixes.join('\n')).toContain(`configure at SignalWire ${url}`);
    },
  );

  test('http and a slash at the end: the path of publicUrl stays', () => {
    const request = received(`${O}/a/voice/`, 'http://example.com/a/voice');
    const [protocol, slash] = fixesFor(request, { context: 'module', publicUrl: 'http://example.com/a' });
    expect(protocol).toBe(`publicUrl: '${O}/a'`);
    expect(slash).not.toContain('publicUrl');
  });
});
