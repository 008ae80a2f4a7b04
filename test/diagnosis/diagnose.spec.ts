import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SignedRequest, signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';

import {
  diagnose,
  type Diagnosis,
  type FindingCode,
  formatDiagnosis,
  MAX_DIAGNOSIS_HMACS,
} from '../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE, OTHER_KEY, SIGNING_KEY } from '../support/signing.js';
import { API_TOKEN, type BrokenRequest, pairsOfMistakes, singleMistakes } from './broken-requests.js';

const allMistakes = [...singleMistakes, ...pairsOfMistakes];

const FORM_REQUEST: SignedRequest = {
  method: 'POST',
  url: 'https://example.com/voice',
  headers: FORM,
  body: 'CallSid=CA123456&From=%2B15551234567',
};

function diagnoseBroken({ request, keys = SIGNING_KEY, hints }: BrokenRequest): Diagnosis {
  return diagnose(request, keys, hints);
}

function byName(mistakes: readonly BrokenRequest[]): (readonly [string, BrokenRequest])[] {
  return mistakes.map((mistake) => [mistake.name, mistake] as const);
}

describe.each([
  ['a mistake', singleMistakes],
  ['mistakes together', pairsOfMistakes],
] as const)('%s', (_name, mistakes) => {
  test.each(byName(mistakes))('%s', (_name, mistake) => {
    expect(verifySignature(mistake.request, mistake.keys ?? SIGNING_KEY).verified).toBe(false);
    const { verdict, findings } = diagnoseBroken(mistake);
    expect(findings.map(({ code }) => code)).toEqual(mistake.codes);
    expect(verdict).toBe('explained');
    expect(findings.map(({ mend }) => mend).join('\n')).toMatch(mistake.mend);
  });
});

test('each mistake has a name of its own', () => {
  expect(new Set(allMistakes.map(({ name }) => name)).size).toBe(allMistakes.length);
});

describe('the publicUrl of a finding, put before the request line, verifies', () => {
  const ofPublicUrl: FindingCode[] = [
    'url-protocol',
    'url-host',
    'url-host-case',
    'url-port',
    'url-prefix-missing',
  ];
  const mended = allMistakes.filter(({ codes }) => codes.every((code) => ofPublicUrl.includes(code)));

  test.each(byName(mended))('%s', (_name, mistake) => {
    const publicUrl = /publicUrl: '([^']*)'/.exec(diagnoseBroken(mistake).findings[0]?.mend ?? '')?.[1];
    const url = `${publicUrl ?? ''}${mistake.request.url.replace(/^https?:\/\/[^/]*/, '')}`;
    expect(verifySignature({ ...mistake.request, url }, mistake.keys ?? SIGNING_KEY)).toMatchObject({
      verified: true,
    });
  });
});

describe('secrets', () => {
  test.each(byName(allMistakes))('%s', (_name, mistake) => {
    const diagnosis = diagnoseBroken(mistake);
    const printed = JSON.stringify(diagnosis) + formatDiagnosis(diagnosis);
    for (const secret of secretsOf(mistake)) expect(printed).not.toContain(secret);
  });

  test('credentials in the URL are redacted, and control characters taken out', () => {
    const url = 'https://user:pass%0Aword@example.com/\u001b[31mvoice';
    const request = {
      ...FORM_REQUEST,
      url,
      headers: { ...FORM, ...signRequest({ ...FORM_REQUEST, url }, SIGNING_KEY) },
    };
    const text = formatDiagnosis(diagnose({ ...request, url: url.replace('https', 'http') }, SIGNING_KEY));
    expect(text).toContain('https://***@example.com/?[31mvoice');
    for (const hidden of ['user', 'pass%0A', '\u001b']) expect(text).not.toContain(hidden);
  });

  function secretsOf({ request, keys = SIGNING_KEY, hints }: BrokenRequest): string[] {
    const allKeys = [
      SIGNING_KEY,
      OTHER_KEY,
      API_TOKEN,
      ...[keys].flat(),
      ...Object.values(hints?.otherKeys ?? {}),
    ];
    const digests = Object.entries(request.headers)
      .filter(([name]) => /signature/i.test(name))
      .flatMap(([, value]) => value ?? [])
      .flatMap((value) => [value, ...reencoded(value)]);
    const body = Buffer.from(request.body ?? '').toString();
    return [
      ...allKeys.filter((key) => key.trim() !== ''),
      ...[SIGNING_KEY, OTHER_KEY, API_TOKEN].flatMap((key) => windows(key.slice(4), 6)),
      ...digests,
      ...windows(body, 10),
      ...windows([...new URLSearchParams(body).values()].join(), 10),
    ];
  }

  function reencoded(value: string): string[] {
    const bytes = Buffer.from(value, /^[0-9a-f]+$/i.test(value) ? 'hex' : 'base64');
    return [bytes.toString('hex'), bytes.toString('base64')];
  }

  function windows(text: string, length: number): string[] {
    return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) =>
      text.slice(start, start + length),
    );
  }
});

describe('verdicts', () => {
  test('a request that verifies has nothing to mend', () => {
    const headers = { ...FORM, ...signRequest(FORM_REQUEST, SIGNING_KEY) };
    const diagnosis = diagnose({ ...FORM_REQUEST, headers }, [OTHER_KEY, SIGNING_KEY]);
    expect(diagnosis).toEqual({ verdict: 'verified', findings: [], ruledOut: [], hmacs: 0 });
    expect(formatDiagnosis(diagnosis)).toBe('The signature is right.');
  });

  test('a signature with another unknown key is unexplained, and what was ruled out is listed', () => {
    const headers = { ...FORM, ...signRequest(FORM_REQUEST, OTHER_KEY), host: 'app:3000' };
    const diagnosis = diagnose({ ...FORM_REQUEST, headers }, SIGNING_KEY, { hosts: ['other.example'] });
    expect(diagnosis).toMatchObject({ verdict: 'unexplained', reason: 'signature-mismatch', findings: [] });
    expect(diagnosis.ruledOut).toEqual(
      expect.arrayContaining([
        'The protocol: http for https, or the reverse',
        'The host: an internal one for the public one',
        'A slash at the end of the path',
        'The body: decoded twice, or not at all',
        'Two changes of the URL',
      ]),
    );
    const text = formatDiagnosis(diagnosis);
    expect(text).toContain('  - The host: an internal one for the public one\n');
    expect(text).toContain(`HMACs tried: ${diagnosis.hmacs}`);
  });

  test('without a signature there is nothing to compare with', () => {
    const diagnosis = diagnose(FORM_REQUEST, SIGNING_KEY);
    expect(diagnosis).toMatchObject({ verdict: 'malformed', reason: 'missing-signature', hmacs: 0 });
    expect(diagnosis.findings).toMatchObject([{ code: 'signature-missing' }]);
    expect(diagnosis.findings[0]?.mend).toContain("accept: 'basic-auth'");
  });

  test.each(['', 'none', 'AAAA', 'z'.repeat(40), 'A'.repeat(5_000)])('the signature %j is none', (value) => {
    const headers = { ...FORM, 'x-signalwire-signature': value };
    const diagnosis = diagnose({ ...FORM_REQUEST, headers }, SIGNING_KEY);
    expect(diagnosis).toMatchObject({ verdict: 'malformed', reason: 'malformed-signature', hmacs: 0 });
    expect(diagnosis.findings).toMatchObject([{ code: 'signature-malformed' }]);
  });

  test('the text names what differs, what mends it and what proves it', () => {
    const headers = { ...FORM, ...signRequest(FORM_REQUEST, SIGNING_KEY) };
    const request = { ...FORM_REQUEST, url: 'http://example.com/voice', headers };
    expect(formatDiagnosis(diagnose(request, SIGNING_KEY)).split('\n')).toEqual([
      'The signature was refused, and this is why: (signature-mismatch)',
      '1. The protocol: http for https, or the reverse (url-protocol)',
      '   signed: https; here: http',
      "   Mend:  publicUrl: 'https://example.com', with the path that it has now, if any",
      '   Proof: the signature matches for https://example.com/voice with signing key 1',
      'HMACs tried: 3',
    ]);
  });

  test('the key that matches is named by its place among those given', () => {
    const headers = { ...FORM, ...signRequest(FORM_REQUEST, SIGNING_KEY) };
    const request = { ...FORM_REQUEST, url: 'http://example.com/voice', headers };
    const [finding] = diagnose(request, ['', OTHER_KEY, SIGNING_KEY]).findings;
    expect(finding?.evidence).toMatch(/with signing key 3$/);
  });

  test('ten keys do not hide a wrong protocol', () => {
    const headers = { ...FORM, ...signRequest(FORM_REQUEST, SIGNING_KEY) };
    const request = { ...FORM_REQUEST, url: 'http://example.com/voice', headers };
    const keys = [...Array.from({ length: 9 }, (_, index) => `${OTHER_KEY}${index}`), SIGNING_KEY];
    expect(diagnose(request, keys).findings).toMatchObject([{ code: 'url-protocol' }]);
  });
});

describe('bounds', () => {
  test.each(byName(allMistakes))('%s', (_name, mistake) => {
    const unexplained = { ...mistake, keys: 'PSK_unknown', hints: {} };
    expect(diagnoseBroken(mistake).hmacs).toBeLessThanOrEqual(MAX_DIAGNOSIS_HMACS);
    expect(diagnoseBroken(unexplained).hmacs).toBeLessThanOrEqual(MAX_DIAGNOSIS_HMACS);
  });

  test('the same request gives the same diagnosis', () => {
    for (const mistake of allMistakes) expect(diagnoseBroken(mistake)).toEqual(diagnoseBroken(mistake));
  });

  const DIGESTS = ['A'.repeat(27) + '=', 'a'.repeat(40), 'a'.repeat(64)];
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('/', '//', 'a, b, c, d', '[::1]:80', 'host="a', 'Basic Og==', '/%', '65536', ...DIGESTS),
    fc.array(fc.constantFrom(...DIGESTS)),
  );
  const headers = fc.record({
    'content-type': fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'text/plain',
      '',
    ),
    'x-signalwire-signature': fc.oneof(fc.constantFrom(...DIGESTS), header),
    ...Object.fromEntries(
      [
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
      ].map((name) => [name, fc.option(header, { nil: undefined })]),
    ),
  }) as fc.Arbitrary<SignedRequest['headers']>;
  const text = fc.string({ unit: 'binary' });
  const request: fc.Arbitrary<SignedRequest> = fc.record({
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
      fc.constantFrom('a[b]=1&a[]=2&a=%', '[', '{"a":', '__proto__=1&__proto__=2', '{"__proto__":[null]}'),
    ),
  });
  const hints = fc.record(
    {
      hosts: fc.array(text),
      pathPrefixes: fc.array(text),
      otherKeys: fc.dictionary(text, text),
    },
    { requiredKeys: [] },
  );

  test('nothing that a caller sends makes it throw or run on', () => {
    fc.assert(
      fc.property(request, fc.oneof(text, fc.array(text)), hints, (received, keys, hints) => {
        const diagnosis = diagnose(received, keys, hints);
        expect(diagnosis.hmacs).toBeLessThanOrEqual(MAX_DIAGNOSIS_HMACS);
        const isExplained = diagnosis.verdict === 'explained' || diagnosis.verdict === 'malformed';
        expect(diagnosis.findings.length > 0).toBe(isExplained);
        expect(formatDiagnosis(diagnosis).split('\n').length).toBeLessThan(100);
      }),
      { numRuns: 500 },
    );
  });

  test('any signed form is explained where its URL lost the s of https', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text, { minKeys: 1 }), (parameters) => {
        const sent = { ...FORM_REQUEST, body: new URLSearchParams(parameters).toString() };
        fc.pre(sent.body !== '=');
        const received = {
          ...sent,
          url: 'http://example.com/voice',
          headers: { ...FORM, ...signRequest(sent, SIGNING_KEY) },
        };
        expect(diagnose(received, SIGNING_KEY).findings).toMatchObject([{ code: 'url-protocol' }]);
      }),
    );
  });

  const MEGABYTE = 1_048_576;
  const DIGEST_OF_FORM = { ...FORM, 'x-signalwire-signature': DIGESTS[0] };
  const DIGEST_OF_JSON = { ...JSON_TYPE, 'x-signalwire-signature': DIGESTS[1] };

  test.each<[string, SignedRequest['headers'], string]>([
    ['a form of one value', DIGEST_OF_FORM, `a=${'%C3%A9'.repeat(MEGABYTE / 6)}`],
    ['a form of many values', DIGEST_OF_FORM, 'a=1&'.repeat(MEGABYTE / 4)],
    ['a form of line breaks', DIGEST_OF_FORM, '\r\n'.repeat(MEGABYTE / 2)],
    ['JSON of one value', DIGEST_OF_JSON, JSON.stringify({ a: 'x'.repeat(MEGABYTE) })],
    ['nested JSON', DIGEST_OF_JSON, `{"a":${'['.repeat(MEGABYTE / 2)}${']'.repeat(MEGABYTE / 2)}}`],
  ])('1 MB: %s', (_name, headers, body) => {
    const start = performance.now();
    const { verdict, hmacs } = diagnose({ ...FORM_REQUEST, headers, body }, SIGNING_KEY);
    expect(verdict).toBe('unexplained');
    expect(hmacs).toBeLessThanOrEqual(MAX_DIAGNOSIS_HMACS);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('1 MB: JSON written again is still found', () => {
    const payload = { a: Array.from({ length: 50_000 }, (_, index) => ({ id: index })) };
    const sent = { ...FORM_REQUEST, headers: JSON_TYPE, body: JSON.stringify(payload, null, 2) };
    const headers = { ...JSON_TYPE, ...signRequest(sent, SIGNING_KEY) };
    const diagnosis = diagnose({ ...sent, headers, body: JSON.stringify(payload) }, SIGNING_KEY);
    expect(diagnosis.findings).toMatchObject([{ code: 'body-reserialised' }]);
  });

  test('a URL of 1 MB', () => {
    const url = `https://example.com${'/'.repeat(MEGABYTE)}x`;
    const diagnosis = diagnose({ ...FORM_REQUEST, url, headers: DIGEST_OF_FORM }, SIGNING_KEY);
    expect(diagnosis.hmacs).toBeLessThanOrEqual(MAX_DIAGNOSIS_HMACS);
  });
});
