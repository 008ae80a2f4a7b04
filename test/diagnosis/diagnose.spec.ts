import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type WebhookRequest, signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';

import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import { diagnose, type FindingCode, formatDiagnosis } from '../../lib/diagnosis/index.js';
import { FORM, OTHER_KEY, SIGNING_KEY } from '../support/signing.js';
import { patient } from './limits.js';
import { allMisconfigurations } from './misconfigurations/index.js';

const FORM_REQUEST: WebhookRequest = {
  method: 'POST',
  url: 'https://example.com/voice',
  headers: FORM,
  body: 'CallSid=CA123456&From=%2B15551234567',
};
const SIGNED = { ...FORM, ...signRequest(FORM_REQUEST, SIGNING_KEY) };

describe('the publicUrl of a finding, put before the request target, verifies', () => {
  const ofPublicUrl: FindingCode[] = [
    'url-protocol',
    'url-host',
    'url-host-case',
    'url-host-idn',
    'url-port',
    'url-prefix-missing',
  ];
  const fixed = allMisconfigurations.filter(({ codes }) => codes.every((code) => ofPublicUrl.includes(code)));

  test.each(fixed.map((misconfiguration) => [misconfiguration.name, misconfiguration] as const))(
    '%s',
    (_name, misconfiguration) => {
      const { request, keys = SIGNING_KEY, hints } = misconfiguration;
      const [finding] = diagnoseWithin(patient, request, keys, hints).findings;
      const publicUrl = /publicUrl: '([^']*)'/.exec(finding?.fix ?? '')?.[1] ?? '';
      const url = publicUrl + request.url.replace(/^https?:\/\/[^/]*/i, '');
      expect(verifySignature({ ...request, url }, keys)).toMatchObject({ verified: true });
    },
  );
});

describe('verdicts', () => {
  test('a request that verifies has nothing to fix', () => {
    const diagnosis = diagnose({ ...FORM_REQUEST, headers: SIGNED }, [OTHER_KEY, SIGNING_KEY]);
    expect(diagnosis).toMatchObject({
      verdict: 'verified',
      findings: [],
      observations: [],
      tried: [],
      hmacs: 0,
    });
    expect(formatDiagnosis(diagnosis)).toBe('The signature is valid.');
  });

  test('without a signature there is nothing to compare with', () => {
    const diagnosis = diagnose(FORM_REQUEST, SIGNING_KEY);
    expect(diagnosis).toMatchObject({ verdict: 'malformed', reason: 'missing-signature', hmacs: 0 });
    expect(diagnosis.findings).toMatchObject([{ code: 'signature-missing' }]);
    expect(diagnosis.findings[0]?.fix).toContain("accept: 'url-token'");
  });

  test.each(['', 'none', 'AAAA', 'z'.repeat(40), 'A'.repeat(5_000)])('the signature %j is none', (value) => {
    const headers = { ...FORM, 'x-signalwire-signature': value };
    const diagnosis = diagnose({ ...FORM_REQUEST, headers }, SIGNING_KEY);
    expect(diagnosis).toMatchObject({ verdict: 'malformed', reason: 'malformed-signature', hmacs: 0 });
    expect(diagnosis.findings).toMatchObject([{ code: 'signature-malformed' }]);
  });

  test('the text names what differs, what fixes it and what proves it', () => {
    const request = { ...FORM_REQUEST, url: 'http://example.com/voice', headers: SIGNED };
    expect(formatDiagnosis(diagnose(request, SIGNING_KEY, { context: 'module' })).split('\n')).toEqual([
      'Signature rejected (signature-mismatch). Cause:',
      '1. The protocol differs (url-protocol)',
      '   signed: https; here: http',
      "   Fix:   publicUrl: 'https://example.com', with the path of the current publicUrl, if any",
      '   Proof: the signature matches for https://example.com/voice with signing key 1',
    ]);
    expect(formatDiagnosis(diagnose(request, SIGNING_KEY), { verbose: true })).toMatch(/HMACs tried: 3$/);
  });

  test('the key that matches is named by its place among those given', () => {
    const request = { ...FORM_REQUEST, url: 'http://example.com/voice', headers: SIGNED };
    const [finding] = diagnose(request, ['', OTHER_KEY, SIGNING_KEY]).findings;
    expect(finding?.evidence).toMatch(/with signing key 3$/);
  });

  test('a file that an editor saved has one line break more than what was signed', () => {
    const request = { ...FORM_REQUEST, headers: SIGNED, body: `${String(FORM_REQUEST.body)}\n` };
    const [finding] = diagnose(request, SIGNING_KEY).findings;
    expect(finding).toMatchObject({ code: 'body-line-break' });
    expect(finding?.difference).toContain('signed: the form without the last line break');
    expect(finding?.fix).toContain('saved by an editor');
  });

  test('Bearer before a key is no list of keys', () => {
    const { findings } = diagnose({ ...FORM_REQUEST, headers: SIGNED }, `Bearer ${SIGNING_KEY}`);
    expect(findings).toMatchObject([{ code: 'key-embedded' }]);
    expect(findings[0]?.fix).not.toContain('split');
  });

  test('an API token beside a Signing Key explains nothing', () => {
    const headers = { ...FORM, ...signRequest(FORM_REQUEST, 'PSK_of_somebody_else') };
    const diagnosis = diagnose({ ...FORM_REQUEST, headers }, ['PT7TruNcSNTxp4zNrykMj4EP', SIGNING_KEY]);
    expect(diagnosis).toMatchObject({ verdict: 'unexplained', findings: [] });
  });

  test('the same request gives the same diagnosis', () => {
    for (const { request, keys = SIGNING_KEY, hints } of allMisconfigurations.filter(
      (_, index) => index % 10 === 0,
    )) {
      const [first, second] = [1, 2].map(() => diagnoseWithin(patient, request, keys, hints));
      expect(first).toEqual(second);
    }
  });

  test('any signed form is explained where its URL lost the s of https', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.dictionary(text, text, { minKeys: 1 }), (parameters) => {
        const sent = { ...FORM_REQUEST, body: new URLSearchParams(parameters).toString() };
        fc.pre(sent.body !== '=');
        const headers = { ...FORM, ...signRequest(sent, SIGNING_KEY) };
        const received = { ...sent, url: 'http://example.com/voice', headers };
        expect(diagnose(received, SIGNING_KEY).findings).toMatchObject([{ code: 'url-protocol' }]);
      }),
    );
  });
});

describe('secrets', () => {
  test('credentials in the URL are redacted, and control characters escaped', () => {
    const url = 'https://user:pass%0Aword@example.com/\u001b[31mvoice\u202e';
    const headers = { ...FORM, ...signRequest({ ...FORM_REQUEST, url }, SIGNING_KEY) };
    const received = { ...FORM_REQUEST, url: url.replace('https', 'http'), headers };
    const text = formatDiagnosis(diagnose(received, SIGNING_KEY));
    expect(text).toContain('https://***@example.com/\\u001b[31mvoice\\u202e');
    for (const hidden of ['user', 'pass%0A', '\u001b', '\u202e']) expect(text).not.toContain(hidden);
  });

  test.each([
    `https://${'u'.repeat(5_000)}:p@example.com/voice`,
    'https://user:pa/ss@example.com/voice',
    'https://user:p@ss@example.com/voice',
  ])('credentials never show: %s', (url) => {
    const headers = { ...FORM, 'x-signalwire-signature': 'A'.repeat(27) + '=' };
    const text = JSON.stringify(diagnose({ ...FORM_REQUEST, url, headers }, SIGNING_KEY));
    expect(text).toContain('https://***@example.com/voice');
    for (const hidden of ['user', 'uuu', 'pa/ss', 'p@ss']) expect(text).not.toContain(hidden);
  });

  test('the values of a GET do not show, explained or not', () => {
    const url = 'https://example.com/voice?From=%2B15551234567&Digits=1234';
    const signed = { method: 'GET', url, headers: {} };
    for (const key of [SIGNING_KEY, OTHER_KEY]) {
      for (const received of [
        'http://example.com/voice?From=%2B15551234567&Digits=1234',
        'https://example.com/voice?Digits=1234&From=%2B15551234567',
      ]) {
        const request = { ...signed, url: received, headers: signRequest(signed, key) };
        const text = JSON.stringify(diagnose(request, SIGNING_KEY));
        expect(text).toContain('From=…');
        for (const hidden of ['5551234567', '1234&', 'Digits=1']) expect(text).not.toContain(hidden);
      }
    }
  });
});
