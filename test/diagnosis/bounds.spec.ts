import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type WebhookRequest, signRequest } from 'nestjs-signalwire-webhook/signature';

import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import { formatDiagnosis } from '../../lib/diagnosis/index.js';
import {
  MAX_DIAGNOSIS_BYTES_GENERATED,
  MAX_DIAGNOSIS_BYTES_HASHED,
  MAX_DIAGNOSIS_HMACS,
} from '../../lib/diagnosis/work-limit.js';
import { inLongForm } from '../support/long-form.js';
import { FORM, JSON_TYPE, SIGNING_KEY } from '../support/signing.js';
import { attacks, form, json, many, MB, nested } from './attacks.js';
import { patient } from './limits.js';

describe('whatever a request holds, the work stays within its bounds', () => {
  test.each(attacks)('%s', (_name, request, hints = {}, keys = SIGNING_KEY) => {
    const diagnosis = diagnoseWithin(patient, request, keys, hints);
    expect(diagnosis.hmacs).toBeLessThanOrEqual(MAX_DIAGNOSIS_HMACS);
    expect(diagnosis.bytesHashed).toBeLessThanOrEqual(MAX_DIAGNOSIS_BYTES_HASHED);
    expect(diagnosis.bytesGenerated).toBeLessThanOrEqual(MAX_DIAGNOSIS_BYTES_GENERATED);
    expect(formatDiagnosis(diagnosis).length).toBeLessThan(16_384);
  });

  test('nothing is parsed that is nested deeper than the bound', () => {
    const triedOf = (depth: number): string =>
      diagnoseWithin(patient, json(nested(depth)), SIGNING_KEY).tried.join('\n');
    expect(triedOf(60)).toContain('the JSON indented by 2');
    expect(triedOf(64)).not.toContain('the JSON indented by 2');
    expect(triedOf(3_000)).not.toContain('the JSON indented by 2');
  });

  test('smaller bounds are kept as well', () => {
    const limits = { hmacs: 100, bytesHashed: 50_000, bytesGenerated: 50_000, milliseconds: Infinity };
    for (const [, request, hints, keys = SIGNING_KEY] of attacks) {
      const { hmacs, bytesHashed, bytesGenerated } = diagnoseWithin(limits, request, keys, hints);
      expect(hmacs).toBeLessThanOrEqual(100);
      expect(bytesHashed).toBeLessThanOrEqual(50_000);
      expect(bytesGenerated).toBeLessThanOrEqual(50_000);
    }
  });

  test('without any time, what is small and likely is still tried, and not much more', () => {
    const late = { ...patient, milliseconds: -1 };
    const small = diagnoseWithin(late, form('CallSid=CA1&From=1'), SIGNING_KEY);
    expect(small.hmacs).toBeGreaterThan(1_000);
    expect(small.hmacs).toBeLessThan(2_000);
    const large = diagnoseWithin(late, form(`a=${'b'.repeat(MB)}`), SIGNING_KEY);
    expect(large.hmacs).toBeLessThan(100);
  });
});

test('1 MB: JSON written again is still found', () => {
  const payload = { a: many(50_000, (index) => ({ id: index })) };
  const sent = { ...json(JSON.stringify(payload, null, 2)), headers: JSON_TYPE };
  const headers = { ...JSON_TYPE, ...signRequest(sent, SIGNING_KEY) };
  const { findings } = diagnoseWithin(
    patient,
    { ...sent, headers, body: JSON.stringify(payload) },
    SIGNING_KEY,
  );
  expect(findings).toMatchObject([{ code: 'body-reserialised' }]);
});

describe('whatever a request holds, nothing throws', () => {
  const DIGESTS = ['A'.repeat(27) + '=', 'a'.repeat(40), 'a'.repeat(64), 'a'.repeat(27) + '='];
  const text = fc.string({ unit: 'binary' });
  const header = fc.oneof(
    text,
    fc.constantFrom('/', '//', 'a, b, c, d', '[::1]:80', 'host="a', 'Basic Og==', '/%', '65536', ...DIGESTS),
    fc.array(fc.constantFrom(...DIGESTS)),
  );
  const names = [
    'x-signalwire-sha256-signature',
    'x-twilio-signature',
    'host',
    'forwarded',
    'x-forwarded-host',
    'x-forwarded-port',
    'x-forwarded-prefix',
    'x-original-uri',
    'authorization',
    'content-length',
    'content-encoding',
    'user-agent',
    'stripe-signature',
  ];
  const types = ['application/json', FORM['content-type'], 'multipart/form-data', 'text/plain', ''];
  const headers = fc.record({
    'content-type': fc.constantFrom(...types),
    'x-signalwire-signature': fc.oneof(fc.constantFrom(...DIGESTS), header),
    ...Object.fromEntries(names.map((name) => [name, fc.option(header, { nil: undefined })])),
  }) as fc.Arbitrary<WebhookRequest['headers']>;
  const odd = [
    'a[b]=1&a[]=2&a=%',
    '[',
    '{"a":',
    '__proto__=1&__proto__=2',
    '{"__proto__":[null]}',
    '\x1f\x8b',
  ];
  const request: fc.Arbitrary<WebhookRequest> = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    url: fc.oneof(
      text,
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      text.map((path) => `http://u:p@h:1/${path}`),
    ),
    headers,
    body: fc.oneof(
      fc.constant(undefined),
      text,
      fc.uint8Array(),
      fc.json(),
      text.map((value) => JSON.stringify(value)),
      fc.webQueryParameters(),
      fc.constantFrom(...odd),
    ),
  });
  const hints = fc.record(
    {
      hosts: fc.array(text),
      pathPrefixes: fc.array(text),
      otherKeys: fc.dictionary(text, text),
      publicUrl: text,
    },
    { requiredKeys: [] },
  );

  test('and each diagnosis has its shape', () => {
    const limits = { ...patient, hmacs: 300 };
    fc.assert(
      fc.property(request, fc.oneof(text, fc.array(text)), hints, (received, keys, hints) => {
        const diagnosis = diagnoseWithin(limits, received, keys, hints);
        const isExplained = diagnosis.verdict === 'explained' || diagnosis.verdict === 'malformed';
        expect(diagnosis.findings.length > 0).toBe(isExplained);
        expect(formatDiagnosis(diagnosis).split('\n').length).toBeLessThan(100);
      }),
      { numRuns: inLongForm(2_000, 100) },
    );
  });
});
