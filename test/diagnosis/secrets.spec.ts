import { describe, expect, test } from '@jest/globals';
import { type WebhookRequest, signRequest } from 'nestjs-signalwire-webhook/signature';

import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import { formatDiagnosis } from '../../lib/diagnosis/index.js';
import { inLongForm } from '../support/long-form.js';
import { FORM, JSON_TYPE, OTHER_KEY, SIGNING_KEY } from '../support/signing.js';
import { patient } from './limits.js';

/** Values of the query that stand nowhere else, with and without a name. */
const SECRET = /hunter2|s3cret|pa55word/i;
const URL_ = 'https://example.com/stage/voice?token=hunter2&tenant=a%20s3cret&pa55word';

const breaks: Record<string, (url: string) => string> = {
  nothing: (url) => url,
  http: (url) => url.replace('https', 'http'),
  host: (url) => url.replace('example.com', 'app.internal:3000'),
  'prefix stripped': (url) => url.replace('/stage', ''),
  'prefix added': (url) => url.replace('/stage', '/api/stage'),
  slash: (url) => url.replace('/voice', '/voice/'),
  'parameters reversed': (url) => url.replace(/\?(.*)$/, (_, all: string) => `?${reversed(all)}`),
  'a parameter added': (url) => `${url}&utm_source=hunter2`,
  'a parameter without a name added': (url) => url.replace('?', '?hunter2&'),
  'a parameter dropped': (url) => url.replace('token=hunter2&', ''),
  '+ for %20': (url) => url.replaceAll('%20', '+'),
  '&amp; for &': (url) => url.replaceAll('&', '&amp;'),
  'the query encoded': (url) => url.replace(/\?(.*)$/, (_, all: string) => `?${encodeURIComponent(all)}`),
  'the whole target encoded': (url) => url.replace('?', '%3F').replaceAll('=', '%3D'),
  'a fragment': (url) => `${url}#hunter2`,
  'in capitals': (url) => url.replace('/voice', '/VOICE'),
  'white space': (url) => `${url}%20`,
};

function reversed(query: string): string {
  return query.split('&').reverse().join('&');
}

const kinds: Record<string, WebhookRequest> = {
  'a form': { method: 'POST', url: URL_, headers: FORM, body: 'CallSid=CA1&From=1' },
  JSON: { method: 'POST', url: URL_, headers: JSON_TYPE, body: '{"call":{"call_id":"c"}}' },
  'a GET': { method: 'GET', url: URL_, headers: {} },
  'a POST without a body': { method: 'POST', url: URL_, headers: {} },
};
const cases = Object.keys(kinds).flatMap((kind) => Object.keys(breaks).map((name) => [kind, name] as const));

/** Where a fix applies changes its words alone. The gate tries one with each request; the long form tries all. */
const contexts = ['module', 'function', undefined] as const;
function contextsOf(number: number) {
  const context = contexts[number % contexts.length];
  return contexts.filter((each) => inLongForm(true, each === context));
}

describe('no diagnosis holds a value of the query', () => {
  test.each(cases)('%s, %s', (kind, name) => {
    let number = cases.findIndex((each) => each[0] === kind && each[1] === name);
    const sent = kinds[kind] ?? { method: 'POST', url: URL_, headers: {} };
    for (const [signedUrl, url] of [
      [URL_, breaks[name]?.(URL_) ?? URL_],
      [breaks[name]?.(URL_) ?? URL_, URL_],
    ] as const) {
      for (const key of [SIGNING_KEY, OTHER_KEY]) {
        const headers = { ...sent.headers, ...signRequest({ ...sent, url: signedUrl }, key) };
        for (const context of contextsOf(number++)) {
          const hints = { pathPrefixes: ['/stage'], hosts: ['example.com'], ...(context && { context }) };
          expect(printed({ ...sent, url, headers }, hints)).not.toMatch(SECRET);
        }
      }
    }
  });

  test('nor of the query that a proxy names in a header', () => {
    const sent = { ...kinds['a form'], method: 'POST', url: URL_, headers: FORM };
    const received = {
      ...sent,
      url: 'https://example.com/app',
      headers: {
        ...FORM,
        ...signRequest(sent, SIGNING_KEY),
        'x-original-uri': URL_.slice('https://example.com'.length),
        'x-forwarded-prefix': '/stage?token=hunter2',
        referer: URL_,
      },
    };
    expect(printed(received, {})).toMatch(/url-path-rewritten/);
    expect(printed(received, {})).not.toMatch(SECRET);
    const forged = { ...received, headers: { ...received.headers, ...signRequest(sent, OTHER_KEY) } };
    expect(printed(forged, {})).not.toMatch(SECRET);
  });

  test('the parameter that differs is named', () => {
    const sent: WebhookRequest = {
      method: 'POST',
      url: 'https://example.com/voice?a=1',
      headers: FORM,
      body: 'From=1',
    };
    const headers = { ...FORM, ...signRequest(sent, SIGNING_KEY) };
    const differenceAt = (url: string) =>
      diagnoseWithin(patient, { ...sent, url, headers }, SIGNING_KEY).findings.map(
        ({ difference }) => difference,
      );
    expect(differenceAt('https://example.com/voice?a=1&token=hunter2')).toEqual([
      'signed: the query, without token; here: the query as it is',
    ]);
    expect(differenceAt('https://example.com/voice?a=1&hunter2')).toEqual([
      'signed: the query, without parameter 2; here: the query as it is',
    ]);
  });
});

function printed(request: WebhookRequest, hints: Parameters<typeof diagnoseWithin>[3]): string {
  const diagnosis = diagnoseWithin({ ...patient, hmacs: 2_000 }, request, SIGNING_KEY, hints);
  return JSON.stringify(diagnosis) + formatDiagnosis(diagnosis);
}
