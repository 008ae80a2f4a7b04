import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type WebhookRequest, signRequest } from 'nestjs-signalwire-webhook/signature';
import { createHmac } from 'node:crypto';

import { partsOf } from '../../lib/diagnosis/body/signed-body.js';
import { WorkLimit } from '../../lib/diagnosis/work-limit.js';
import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import type { DiagnosisHints } from '../../lib/diagnosis/index.js';
import { configuredKeys } from '../../lib/diagnosis/key/key-changes.js';
import { readRequest } from '../../lib/diagnosis/received-request.js';
import { baseOf, changesOf } from '../../lib/diagnosis/search/all-changes.js';
import { Search } from '../../lib/diagnosis/search/search.js';
import { receivedDigests } from '../../lib/diagnosis/signature/received-digests.js';
import { inLongForm } from '../support/long-form.js';
import { FORM, JSON_TYPE, SIGNING_KEY } from '../support/signing.js';
import { patient } from './limits.js';

const HINTS: DiagnosisHints = { hosts: ['example.com'], pathPrefixes: ['/stage'] };

/** What is done to a URL, or to a body, on its way. */
const urlBreaks: Record<string, (url: string) => string> = {
  http: (url) => url.replace(/^https/, 'http'),
  host: (url) => url.replace('example.com', 'app.internal:3000'),
  port: (url) => url.replace('example.com', 'example.com:8080'),
  'prefix stripped': (url) => url.replace('/stage', ''),
  'prefix added': (url) => url.replace(/(https?:\/\/[^/]+)/, '$1/api'),
  slash: (url) => url.replace(/(\/[^/?]+)(\?|$)/, '$1/$2'),
  'upper case': (url) => url.replace('/voice', '/Voice'),
  '+ for %20': (url) => url.replaceAll('%20', '+'),
  sorted: (url) => url.replace(/\?(.*)$/, (_, query: string) => `?${query.split('&').sort().join('&')}`),
  'utm_ added': (url) => `${url}${url.includes('?') ? '&' : '?'}utm_source=x`,
  '&amp;': (url) => url.replaceAll('&', '&amp;'),
  'query encoded': (url) =>
    url.replace(/\?(.*)$/, (_, query: string) => `?${new URLSearchParams(query).toString()}`),
};
const formBreaks: Record<string, (body: string) => string> = {
  'line break': (body) => `${body}\n`,
  base64: (body) => Buffer.from(body).toString('base64'),
  'parameter added': (body) => `${body}&tenant=7`,
  'encoded twice': (body) => body.replaceAll('%', '%25'),
};
const jsonBreaks: Record<string, (body: string) => string> = {
  'line break': (body) => `${body}\n`,
  compact: (body) => JSON.stringify(JSON.parse(body)),
  'CRLF for LF': (body) => body.replaceAll('\n', '\r\n'),
  base64: (body) => Buffer.from(body).toString('base64'),
};

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const value = fc.oneof(
  fc.stringMatching(/^[a-zé0-9 /]{1,12}$/),
  fc.constantFrom('+15551234567', 'a&b', 'x y'),
);
const url = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(word, value), { maxLength: 4 }))
  .map(([isStaged, query]) => {
    const text = query.map(([name, each]) => `${name}=${encodeURIComponent(each)}`).join('&');
    return `https://example.com${isStaged ? '/stage' : ''}/voice${text === '' ? '' : `?${text}`}`;
  });
const formBody = fc
  .dictionary(fc.stringMatching(/^[A-Z][a-z]{1,6}$/), value, { minKeys: 1, maxKeys: 6 })
  .map((parameters) => new URLSearchParams(parameters).toString());
const jsonBody = fc
  .dictionary(word, value, { minKeys: 1 })
  .map((payload) => JSON.stringify(payload, null, 2));

interface Sent {
  readonly isForm: boolean;
  readonly url: string;
  readonly body: string;
}
const sent: fc.Arbitrary<Sent> = fc.oneof(
  fc.record({ isForm: fc.constant(true), url, body: formBody }),
  fc.record({ isForm: fc.constant(false), url, body: jsonBody }),
);

function requestOf({ isForm, url, body }: Sent, key = SIGNING_KEY): WebhookRequest {
  const request = { method: 'POST', url, headers: isForm ? FORM : JSON_TYPE, body };
  return { ...request, headers: { ...request.headers, ...signRequest(request, key) } };
}

function searchFor(request: WebhookRequest, hints: DiagnosisHints) {
  const workLimit = new WorkLimit(patient);
  const received = readRequest(request, workLimit);
  const keys = configuredKeys([SIGNING_KEY]);
  const digests = receivedDigests(received);
  const search = new Search(digests, received.bodyHashes, workLimit);
  const base = baseOf(received, keys, digests);
  return { base, search, match: search.run(base, changesOf(received, keys, hints)) };
}

describe('what is named is proved', () => {
  test('whatever combination is named, the signature matches what was signed then', () => {
    const urlBreak = fc.constantFrom(...Object.keys(urlBreaks));
    const bodyBreak = fc.nat({ max: 3 });
    let named = 0;
    let all = 0;
    fc.assert(
      fc.property(
        sent,
        fc.array(urlBreak, { maxLength: 2 }),
        fc.option(bodyBreak),
        (original, breaks, place) => {
          const signed = requestOf(original);
          const bodyBreaks = Object.values(original.isForm ? formBreaks : jsonBreaks);
          const broken = {
            ...signed,
            url: breaks.reduce((each, name) => urlBreaks[name]?.(each) ?? each, signed.url),
            body: (place === null ? undefined : bodyBreaks[place])?.(original.body) ?? original.body,
          };
          fc.pre(broken.url !== signed.url || broken.body !== signed.body);
          const { match } = searchFor(broken, HINTS);
          all++;
          if (!match) return;
          named++;
          const { signedUrl, part, key } = match;
          const proof = createHmac('sha1', key.value)
            .update(signedUrl)
            .update(part.bytes)
            .digest(original.isForm ? 'base64' : 'hex');
          expect(proof).toBe(signed.headers['x-signalwire-signature']);
          const { verdict, findings } = diagnoseWithin(patient, broken, SIGNING_KEY, HINTS);
          expect(verdict).toBe('explained');
          expect(findings.map(({ code }) => code)).toEqual(
            expect.arrayContaining(match.changes.map(({ code }) => code)),
          );
          expect(findings[0]?.evidence).toContain(signedUrl.replace(/\?.*$/, ''));
        },
      ),
      { numRuns: inLongForm(1_000, 300) },
    );
    expect(named / all).toBeGreaterThan(0.8);
  });
});

describe('what is said to be tried was tried', () => {
  test.each([
    [
      'a form',
      requestOf(
        { isForm: true, url: 'https://example.com/stage/voice?a=1&b=x%20y', body: 'From=%2B1&Body=x+y' },
        'PSK_somebody_else',
      ),
    ],
    [
      'JSON',
      requestOf(
        { isForm: false, url: 'https://example.com/voice', body: '{"a":"é/ = +","b":{"d":1,"c":2}}' },
        'PSK_somebody_else',
      ),
    ],
  ])('%s: signed as any of it, the request is explained', (_name, request) => {
    const { base, search, match } = searchFor(request, HINTS);
    expect(match).toBeUndefined();
    expect(search.tried.single.length).toBeGreaterThan(50);
    for (const change of search.tried.single) {
      const candidate = change.apply(base);
      const [part] = partsOf(candidate?.body ?? base.body);
      const encoding = part?.signatureFormat === 'cxml' ? 'base64' : 'hex';
      const signature = createHmac('sha1', candidate?.keys[0]?.value ?? '')
        .update(candidate?.url ?? '')
        .update(part?.bytes ?? '')
        .digest(encoding);
      const { findings } = diagnoseWithin(
        patient,
        { ...request, headers: { ...request.headers, 'x-signalwire-signature': signature } },
        SIGNING_KEY,
        HINTS,
      );
      expect([change.label, findings.map(({ code }) => code)]).toEqual([
        change.label,
        expect.arrayContaining([change.code]),
      ]);
    }
  });

  test('the list holds each of them, and the hosts and prefixes by name', () => {
    const request = requestOf(
      { isForm: true, url: 'https://app/voice', body: 'From=1' },
      'PSK_somebody_else',
    );
    const hints = { hosts: ['a.example', 'b.example'], pathPrefixes: ['/one', '/two'] };
    const { tried } = diagnoseWithin(patient, request, SIGNING_KEY, hints);
    expect(tried.find((line) => line.startsWith('hosts: '))).toMatch(/^hosts: a\.example, b\.example/);
    expect(tried.find((line) => line.startsWith('path prefixes: '))).toMatch(/with \/one, with \/two/);
    expect(tried.find((line) => line.startsWith('protocols: '))).toMatch(/^protocols: http\b/);
  });

  test('what the bound cut off is not listed', () => {
    const request = requestOf(
      { isForm: true, url: 'https://app/voice', body: 'From=1' },
      'PSK_somebody_else',
    );
    const hosts = Array.from({ length: 20 }, (_, index) => `h${index}.example`);
    const { tried, hmacs } = diagnoseWithin({ ...patient, hmacs: 20 }, request, SIGNING_KEY, { hosts });
    expect(hmacs).toBe(20);
    const listed = tried.find((line) => line.startsWith('hosts: '))?.split(', ') ?? [];
    expect(2 * listed.length).toBeLessThanOrEqual(hmacs);
    expect(tried.at(-1)).toContain('the search limit was reached');
  });
});
