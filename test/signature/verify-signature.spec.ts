import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type WebhookRequest, signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';
import { createHash, createHmac } from 'node:crypto';

const KEY = 'PSK_7TruNcSNTxp4zNrykMj4EPzF';
const OTHER = 'PSK_V3bF8oyeRNpJWGoRWHNYQMUU';
const URL_ = 'https://example.com/hook';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_ = { 'content-type': 'application/json' };

function form(body: string | Uint8Array, url = URL_): WebhookRequest {
  return { method: 'POST', url, headers: FORM, body };
}

function withSignature(
  request: WebhookRequest,
  value: string,
  name = 'x-signalwire-signature',
): WebhookRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function base64(text: string, key = KEY): string {
  return createHmac('sha1', key).update(text).digest('base64');
}

function hex(text: string, algorithm = 'sha1'): string {
  return createHmac(algorithm, KEY).update(text).digest('hex');
}

function reasonOf(request: WebhookRequest, keys: string | readonly string[] = KEY): string {
  const result = verifySignature(request, keys);
  return result.verified ? 'verified' : result.reason;
}

describe('forms', () => {
  test('parameters are sorted in byte order of UTF-8, not of UTF-16', () => {
    const names = ['\u{1f600}', '\uffee', 'b', 'B', 'é', 'ab', 'a', ''];
    const body = new URLSearchParams(names.map((name): [string, string] => [name, '1'])).toString();
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const signature = base64(URL_ + sorted.map((name) => `${name}1`).join(''));
    expect(reasonOf(withSignature(form(body), signature))).toBe('verified');
  });

  test('any names sort as Buffer.compare does', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (names) => {
        const body = new URLSearchParams(names.map((name): [string, string] => [name, 'x'])).toString();
        const decoded = [...new URLSearchParams(body).keys()];
        fc.pre(decoded.length > 0);
        const sorted = decoded.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const signature = base64(URL_ + sorted.map((name) => `${name}x`).join(''));
        return reasonOf(withSignature(form(body), signature)) === 'verified';
      }),
    );
  });

  test('any bytes decode as the WHATWG parser decodes them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'a',
            '%',
            '4',
            '1',
            '+',
            '=',
            '%C3',
            '%A9',
            '\xe9',
            '\xc3',
            '\xef\xbb\xbf',
            '%f0%9f%98%80',
            '&',
          ),
        ),
        (parts) => {
          const bytes = Buffer.from(parts.join(''), 'latin1');
          const escaped = bytes
            .toString('latin1')
            .replace(/[\x80-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
          const pairs = [...new URLSearchParams(escaped)];
          fc.pre(pairs.some(([name, value]) => name + value !== ''));
          const sorted = pairs.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          return reasonOf(withSignature(form(bytes), base64(URL_ + sorted.flat().join('')))) === 'verified';
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('repeated names: the order of submission, or sorted without duplicates', () => {
    const body = 'b=2&a=3&b=1&b=2';
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a3b2b1b2`)))).toBe('verified');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a3b1b2`)))).toBe('verified');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a3b1b2b2`)))).toBe('signature-mismatch');
    expect(reasonOf(withSignature(form('b=2&a=3'), base64(`${URL_}b2a3`)))).toBe('signature-mismatch');
  });

  test('each form is sorted by its own names, in whatever order the form before it was', () => {
    const names = fc.constantFrom('a', 'b', 'B', 'ab', 'é', '');
    const parameters = fc.tuple(names, fc.constantFrom('1', '2'));
    const forms = fc.array(fc.array(parameters, { minLength: 3, maxLength: 4 }), {
      minLength: 3,
      maxLength: 6,
    });
    fc.assert(
      fc.property(forms, (all) =>
        all.every((pairs) => {
          const sorted = pairs
            .map((pair) => [...pair])
            .sort(([a = ''], [b = '']) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          const body = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]));
          const signature = base64(URL_ + sorted.flat().join(''));
          return reasonOf(withSignature(form(body.toString()), signature)) === 'verified';
        }),
      ),
      { numRuns: 1000 },
    );
  });

  test.each(['&', '=', '&&=&', '=&='])('a body of %j names nothing that could be signed', (body) => {
    expect(reasonOf(withSignature(form(body), base64(URL_)))).toBe('body-not-signed');
  });

  test('more than 10,000 parameters cost no sorting', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=`).join('&');
    expect(reasonOf(withSignature(form(names(10_001)), base64('x')))).toBe('malformed-body');
    const most = form(names(10_000));
    expect(reasonOf({ ...most, headers: { ...most.headers, ...signRequest(most, KEY) } })).toBe('verified');
  });

  test('the alias header serves where the own one is absent', () => {
    const signature = base64(`${URL_}a1`);
    expect(reasonOf(withSignature(form('a=1'), signature, 'x-twilio-signature'))).toBe('verified');
    const both = withSignature(withSignature(form('a=1'), signature, 'x-twilio-signature'), base64('other'));
    expect(reasonOf(both)).toBe('signature-mismatch');
  });

  test('a SHA-256 header is ignored on forms', () => {
    const request = withSignature(form('a=1'), base64(`${URL_}a1`));
    expect(reasonOf(withSignature(request, '0'.repeat(64), 'x-signalwire-sha256-signature'))).toBe(
      'verified',
    );
  });
});

describe('the URL', () => {
  test.each([
    ['https://example.com/a', 'https://example.com:443/a', true],
    ['https://example.com:443/a', 'https://example.com/a', true],
    ['http://example.com', 'http://example.com:80', true],
    ['https://[::1]/a', 'https://[::1]:443/a', true],
    ['https://example.com/a', 'https://example.com:80/a', false],
    ['https://example.com:80/a', 'https://example.com/a', false],
    ['https://example.com:8443/a', 'https://example.com/a', false],
    ['https://example.com:8443/a', 'https://example.com:443/a', false],
    ['https://example.com:0443/a', 'https://example.com/a', false],
    ['https://example.com/a', 'https://EXAMPLE.com/a', false],
    ['https://example.com/a', 'https://example.com/a/', false],
    ['https://example.com/a@b:443', 'https://example.com/a@b', false],
    ['https://u:p@example.com/a', 'https://example.com/a', true],
    ['https://u:p@example.com/a', 'https://u:p@example.com:443/a', true],
    ['https://u:p@ss@example.com/a', 'https://example.com:443/a', true],
    ['https://u:p@example.com/a', 'https://u@example.com/a', false],
    ['https://example.com/a', 'https://u:p@example.com/a', false],
    ['not a url', 'not a url', true],
  ])('%s received, %s signed: %s', (received, signed, verified) => {
    const request = { method: 'GET', url: received, headers: {} };
    expect(reasonOf(withSignature(request, base64(signed)))).toBe(
      verified ? 'verified' : 'signature-mismatch',
    );
  });

  test('the result contains the signed URL variant', () => {
    const request = withSignature(
      { method: 'GET', url: URL_, headers: {} },
      base64('https://example.com:443/hook'),
    );
    expect(verifySignature(request, KEY)).toEqual({
      verified: true,
      signatureFormat: 'cxml',
      algorithm: 'sha1',
      keyIndex: 0,
      url: 'https://example.com:443/hook',
    });
  });

  test('swml is signed with the URL as it is', () => {
    const request = { method: 'POST', url: URL_, headers: JSON_, body: '{}' };
    expect(reasonOf(withSignature(request, hex('https://example.com:443/hook{}')))).toBe(
      'signature-mismatch',
    );
    expect(reasonOf(withSignature(request, hex(`${URL_}{}`)))).toBe('verified');
  });
});

describe('JSON', () => {
  const request: WebhookRequest = { method: 'POST', url: URL_, headers: JSON_, body: '{"a":1}' };

  test('SHA-256 decides where it is present, blank or not', () => {
    const sha256 = hex(`${URL_}{"a":1}`, 'sha256');
    const withSha1 = withSignature(request, hex(`${URL_}{"a":1}`));
    expect(reasonOf(withSignature(withSha1, sha256, 'x-signalwire-sha256-signature'))).toBe('verified');
    expect(reasonOf(withSignature(request, sha256, 'x-signalwire-sha256-signature'))).toBe('verified');
    for (const wrong of ['', sha256.toUpperCase(), sha256.slice(1), hex(`${URL_}{"a":1}`)]) {
      expect(reasonOf(withSignature(withSha1, wrong, 'x-signalwire-sha256-signature'))).toBe(
        'malformed-signature',
      );
    }
    const other = withSignature(withSha1, '0'.repeat(64), 'x-signalwire-sha256-signature');
    expect(reasonOf(other)).toBe('signature-mismatch');
  });

  test('the alias counts if the own header is missing', () => {
    const aliased = withSignature(request, hex(`${URL_}{"a":1}`), 'x-twilio-signature');
    expect(reasonOf(aliased)).toBe('verified');
    expect(reasonOf({ ...aliased, body: '{"a":2}' })).toBe('signature-mismatch');
    for (const own of ['', 'x', base64(URL_)]) {
      expect(reasonOf(withSignature(aliased, own))).not.toBe('verified');
    }
  });

  test.each([
    ['charset=utf-8', true],
    ['Charset = UTF8 ', true],
    ['charset="UTF-8"', true],
    ['a=b; charset=utf-8; boundary="x"', true],
    ['charset=utf-8; charset=utf-8', true],
    ['profile="charset"', false],
    ['charset=utf-7', false],
    ['charset="utf-7"', false],
    ['charset=utf-16', false],
    ['charset=iso-8859-1', false],
    ['charset=', false],
    ['charset', false],
    ['charset=utf-8; charset=utf-7', false],
    ['charset=utf-7; charset=utf-8', false],
    ['charset=utf-8utf-7', false],
    ['charset="utf\\-8"', false],
    ["charset*=utf-8''utf-7", false],
    ['x="; charset=utf-8"; charset=utf-7', false],
  ])('with the parameters %j is UTF-8: %s', (parameters, isUtf8) => {
    for (const separator of [';', '; ', ' ;\t']) {
      const headers = { 'content-type': `application/json${separator}${parameters}` };
      const reason = reasonOf(withSignature({ ...request, headers }, hex(`${URL_}{"a":1}`)));
      expect(reason).toBe(isUtf8 ? 'verified' : 'unsupported-content-type');
    }
  });

  test('a charset other than UTF-8 costs no HMAC: the reason does not depend on the signature', () => {
    const headers = { 'content-type': 'application/json; charset=utf-7' };
    const reasons = ['', 'x', hex('x'), hex(`${URL_}{"a":1}`)].map((value) =>
      reasonOf(withSignature({ ...request, headers }, value)),
    );
    expect(new Set(reasons)).toEqual(new Set(['unsupported-content-type']));
  });

  test.each([
    ['{}', true],
    [' \t\r\n{"a":1}\n', true],
    [' ', false],
    ['[]', false],
    ['{', false],
    ['}', false],
    ['"{}"', false],
    ['\ufeff{}', false],
    ['\u00a0{}', false],
    ['{}x', false],
  ])('a body of %j looks like an object: %s', (body, verified) => {
    const signature = hex(URL_ + body);
    expect(reasonOf(withSignature({ ...request, body }, signature))).toBe(
      verified ? 'verified' : 'malformed-body',
    );
  });

  test('bodySHA256: exactly one, of exactly this body', () => {
    const hash = createHash('sha256').update('{"a":1}').digest('hex');
    const cases: [string, string][] = [
      [`?bodySHA256=${hash}`, 'verified'],
      [`?a=1&bodySHA256=${hash}&b=2`, 'verified'],
      [`?bodySHA256=${hash}&bodySHA256=${hash}`, 'body-not-signed'],
      [`?bodySHA256=${hash}&body%53HA256=${'0'.repeat(64)}`, 'body-not-signed'],
      [`?bodySHA256=${hash.toUpperCase()}`, 'body-not-signed'],
      [`?bodysha256=${hash}`, 'body-not-signed'],
      [`#?bodySHA256=${hash}`, 'body-not-signed'],
      [`?bodySHA256=`, 'body-not-signed'],
      ['', 'body-not-signed'],
    ];
    for (const [query, expected] of cases) {
      const url = URL_ + query;
      expect([query, reasonOf(withSignature({ ...request, url }, base64(url)))]).toEqual([query, expected]);
    }
  });
});

describe('keys', () => {
  const request = withSignature(form('a=1'), base64(`${URL_}a1`));

  test('are tried in order, and the one that matched is named', () => {
    expect(verifySignature(request, [OTHER, KEY])).toMatchObject({ verified: true, keyIndex: 1 });
    expect(verifySignature(request, [KEY, OTHER])).toMatchObject({ verified: true, keyIndex: 0 });
    expect(reasonOf(request, [OTHER])).toBe('signature-mismatch');
  });

  test.each([[''], [' '], [[]], [['', '\n']], [null], [[undefined]], [{}], [0]])(
    '%j verifies nothing, not even what it signed',
    (keys) => {
      const forged = withSignature(form('a=1'), base64(`${URL_}a1`, ''));
      expect(reasonOf(forged, keys as string)).toBe('no-signing-key');
    },
  );

  test('a blank key among others is passed over', () => {
    const forged = withSignature(form('a=1'), base64(`${URL_}a1`, ''));
    expect(reasonOf(forged, ['', KEY])).toBe('signature-mismatch');
    expect(verifySignature(request, ['', KEY])).toMatchObject({ keyIndex: 1 });
  });
});

describe('headers', () => {
  test('are found in any case', () => {
    const headers = { 'Content-Type': FORM['content-type'], 'X-SignalWire-Signature': base64(`${URL_}a1`) };
    expect(reasonOf({ ...form('a=1'), headers })).toBe('verified');
  });

  test('that repeat are malformed', () => {
    const value = base64(`${URL_}a1`);
    const headers = { ...FORM, 'x-signalwire-signature': [value, value] };
    expect(reasonOf({ ...form('a=1'), headers })).toBe('malformed-signature');
    const twoCases = { ...FORM, 'X-SignalWire-Signature': value, 'X-SIGNALWIRE-SIGNATURE': value };
    expect(reasonOf({ ...form('a=1'), headers: twoCases })).toBe('malformed-signature');
  });

  test.each([
    ['application/x-www-form-urlencoded; charset=UTF-8', 'verified'],
    ['Application/X-WWW-Form-URLEncoded', 'verified'],
    ['text/plain', 'unsupported-content-type'],
    ['application/x-www-form-urlencodedx', 'unsupported-content-type'],
    ['application/x-www-form-urlencoded, application/json', 'unsupported-content-type'],
    ['application/x-www-form-urlencoded; charset=utf-8, application/json', 'unsupported-content-type'],
    ['', 'unsupported-content-type'],
    [undefined, 'unsupported-content-type'],
  ])('content type %j: %s', (type, expected) => {
    const headers = { 'content-type': type, 'x-signalwire-signature': base64(`${URL_}a1`) };
    expect(reasonOf({ ...form('a=1'), headers })).toBe(expected);
  });
});

describe('one header, however it is written', () => {
  const right = base64(`${URL_}a1`);
  const wrong = base64('another text');

  test.each([
    [{ 'x-signalwire-signature': right, 'X-SignalWire-Signature': right }],
    [{ 'X-SignalWire-Signature': wrong, 'x-signalwire-signature': right }],
    [{ 'x-signalwire-signature': right, 'X-SIGNALWIRE-SIGNATURE': wrong }],
    [{ 'x-signalwire-signature': [right, wrong] }],
  ])('repeated in another case, none of them wins: %j', (headers) => {
    const request = form('a=1');
    expect(reasonOf({ ...request, headers: { ...FORM, ...headers } })).toBe('malformed-signature');
  });

  test('a header of equal length is not read for another', () => {
    const request = form('a=1');
    const others = {
      'x-signalwire-signaturf': right,
      'z-twilio-signature': right,
      'content-typf': 'text/plain',
    };
    expect(reasonOf({ ...request, headers: { ...FORM, ...others } })).toBe('missing-signature');
    const odd = { ...FORM, ...others, 'x-signalwire-signature': right };
    expect(reasonOf({ ...request, headers: odd })).toBe('verified');
  });

  test('a content type that is given twice is neither', () => {
    const headers = { ...FORM, 'Content-Type': 'application/json', 'x-signalwire-signature': right };
    expect(reasonOf({ ...form('a=1'), headers })).toBe('unsupported-content-type');
  });
});

describe('byte order', () => {
  test.each([
    ['\ue000', '\u{10000}'],
    ['\uffff', '\u{10000}'],
    ['\ud7ff', '\ue000'],
    ['\uac00', '\u{1f600}'],
    ['z', '\uac00'],
    ['', '\u0000'],
    ['a', 'a\u0000'],
  ])('%j before %j', (first, second) => {
    const body = `${encodeURIComponent(second)}=2&${encodeURIComponent(first)}=1`;
    expect(reasonOf(withSignature(form(body), base64(`${URL_}${first}1${second}2`)))).toBe('verified');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}${second}2${first}1`)))).toBe(
      'signature-mismatch',
    );
  });

  test('a name that is given three times', () => {
    const body = 'b=3&b=1&a=0&b=2';
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a0b3b1b2`)))).toBe('verified');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a0b1b2b3`)))).toBe('verified');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a0b3b2b1`)))).toBe('signature-mismatch');
  });

  test('a part that is not UTF-8 of its own is not completed by the next one', () => {
    const body = Buffer.from('a%C3=%A9&%E2%82=x', 'latin1');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}a\ufffd\ufffd\ufffdx`)))).toBe('verified');
    expect(reasonOf(withSignature(form(body), base64(`${URL_}aé\ufffdx`)))).toBe('signature-mismatch');
  });
});

describe('a signature over the URL alone', () => {
  const url = 'https://example.com/lookup?p=1';
  const get = (headers: WebhookRequest['headers'], target = url): WebhookRequest => ({
    method: 'GET',
    url: target,
    headers,
  });

  test('comes in base64 or, of the messaging request method, in hexadecimal', () => {
    expect(verifySignature(get({ 'x-signalwire-signature': base64(url) }), KEY)).toMatchObject({
      signatureFormat: 'cxml',
    });
    expect(verifySignature(get({ 'x-signalwire-signature': hex(url) }), KEY)).toMatchObject({
      signatureFormat: 'swml',
    });
    expect(verifySignature(get({ 'x-twilio-signature': hex(url) }), KEY)).toMatchObject({
      signatureFormat: 'swml',
    });
    expect(reasonOf(get({ 'x-signalwire-signature': '', 'x-twilio-signature': hex(url) }))).toBe(
      'malformed-signature',
    );
    expect(reasonOf(get({ 'x-signalwire-signature': hex(url, 'sha256') }))).toBe('malformed-signature');
    expect(reasonOf(get({ 'x-signalwire-sha256-signature': hex(url, 'sha256') }))).toBe('missing-signature');
  });

  test('in hexadecimal knows no other port', () => {
    const withPort = 'https://example.com:443/lookup?p=1';
    expect(reasonOf(get({ 'x-signalwire-signature': base64(withPort) }))).toBe('verified');
    expect(reasonOf(get({ 'x-signalwire-signature': hex(withPort) }))).toBe('signature-mismatch');
  });

  test('does not carry a JSON body that was moved to the end of the URL', () => {
    const json = '{"call":{"call_id":"c1"}}';
    const moved = `https://example.com/hook?x=${json}`;
    expect(reasonOf(get({ 'x-signalwire-signature': hex(moved) }, moved))).toBe('body-not-signed');
    const typed = { ...JSON_, 'x-signalwire-signature': hex(moved) };
    expect(reasonOf(get(typed, moved))).toBe('body-not-signed');
    expect(reasonOf({ ...get(typed, moved), body: '' })).toBe('body-not-signed');
    expect(reasonOf(get({ 'x-twilio-signature': hex(moved) }, moved))).toBe('body-not-signed');
  });

  test.each([
    undefined,
    'application/json',
    'application/json; charset=utf-7',
    FORM['content-type'],
    'text/plain',
    'a, b',
  ])('does not depend on the content type %j of an empty body', (contentType) => {
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    for (const method of ['GET', 'POST']) {
      for (const signature of [base64(url), hex(url)]) {
        const request = { method, url, headers, body: '' };
        expect(reasonOf(withSignature(request, signature))).toBe('verified');
        expect(reasonOf(withSignature(request, signature, 'x-twilio-signature'))).toBe('verified');
      }
    }
  });

  test('is not decided by a SHA-256 header', () => {
    const request = withSignature({ method: 'POST', url, headers: JSON_, body: '' }, hex(url));
    for (const sha256 of ['', 'x', '0'.repeat(64), hex(url, 'sha256')]) {
      expect(reasonOf(withSignature(request, sha256, 'x-signalwire-sha256-signature'))).toBe('verified');
    }
    const alone = withSignature(
      { ...request, headers: JSON_ },
      hex(url, 'sha256'),
      'x-signalwire-sha256-signature',
    );
    expect(reasonOf(alone)).toBe('missing-signature');
  });
});

describe('a URL with bodySHA256, without a body', () => {
  const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');
  const nothing = `bodySHA256=${hashOf('')}`;
  const something = `bodySHA256=${hashOf('{"a":1}')}`;

  test.each([
    [nothing, true],
    [`a=1&body%53HA256=${hashOf('')}`, true],
    [something, false],
    [`body%53HA256=${hashOf('{"a":1}')}&bodySHA256`, false],
    [`${nothing}&${nothing}`, false],
    [`${nothing}&${something}`, false],
    [`bodySHA256=${hashOf('').toUpperCase()}`, false],
    ['bodySHA256=', false],
    ['bodySHA256', false],
    ['bodysha256=x', true],
    ['xbodySHA256=x', true],
  ])('?%s of a POST is good: %s', (query, isGood) => {
    const url = `${URL_}?${query}`;
    for (const method of ['POST', 'PUT', 'DELETE', 'get']) {
      for (const signature of [base64(url), hex(url)]) {
        for (const headers of [{}, JSON_, FORM]) {
          const reason = reasonOf(withSignature({ method, url, headers }, signature));
          expect(reason).toBe(isGood ? 'verified' : 'body-not-signed');
        }
      }
    }
    for (const method of ['GET', 'HEAD']) {
      expect(reasonOf(withSignature({ method, url, headers: {} }, base64(url)))).toBe('verified');
    }
  });
});

test('no untrusted input makes it throw', () => {
  const anyHeader = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(base64('x')), fc.constant(hex('x')));
  fc.assert(
    fc.property(
      fc.record({
        method: fc.constantFrom('GET', 'POST', 'X'),
        url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string({ unit: 'binary' })),
        headers: fc.record({
          'content-type': fc.oneof(
            fc.constantFrom(...Object.values({ ...FORM, b: JSON_['content-type'] })),
            fc.string(),
          ),
          'x-signalwire-signature': anyHeader,
          'x-signalwire-sha256-signature': fc.option(anyHeader, { nil: undefined }),
        }),
        body: fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }), fc.constant(undefined)),
      }),
      (request) => !verifySignature(request, KEY).verified,
    ),
    { numRuns: 2000 },
  );
});

describe('signRequest', () => {
  test('what it signs is verified', () => {
    const requests: WebhookRequest[] = [
      form('a=1&b=2'),
      { method: 'GET', url: `${URL_}?a=1`, headers: {} },
      { method: 'POST', url: URL_, headers: JSON_, body: '{"a":1}' },
      {
        method: 'POST',
        url: `${URL_}?bodySHA256=${createHash('sha256').update('{}').digest('hex')}`,
        headers: JSON_,
        body: '{}',
      },
    ];
    for (const request of requests) {
      const headers = { ...request.headers, ...signRequest(request, KEY) };
      expect(reasonOf({ ...request, headers })).toBe('verified');
      expect(reasonOf({ ...request, headers }, OTHER)).toBe('signature-mismatch');
    }
  });

  test('the options choose header and digests', () => {
    expect(Object.keys(signRequest(form('a=1'), KEY, { cxmlHeader: 'x-twilio-signature' }))).toEqual([
      'x-twilio-signature',
    ]);
    const json: WebhookRequest = { method: 'POST', url: URL_, headers: JSON_, body: '{}' };
    expect(signRequest(json, KEY, { algorithms: ['sha1', 'sha256'] })).toEqual({
      'x-signalwire-signature': hex(`${URL_}{}`),
      'x-signalwire-sha256-signature': hex(`${URL_}{}`, 'sha256'),
    });
  });

  test('an empty body of any content type is signed as the URL alone', () => {
    for (const headers of [{}, JSON_, FORM, { 'content-type': 'text/plain' }]) {
      const request = { method: 'POST', url: URL_, headers, body: '' };
      expect(signRequest(request, KEY)).toEqual({ 'x-signalwire-signature': base64(URL_) });
    }
    const get = { method: 'GET', url: `${URL_}?bodySHA256=0`, headers: {} };
    expect(signRequest(get, KEY)).toEqual({ 'x-signalwire-signature': base64(get.url) });
  });

  test.each([
    ['a blank key', () => signRequest(form('a=1'), ' '), 'signingKey must be'],
    [
      'a type that is never signed',
      () => signRequest({ ...form('a'), headers: {} }, KEY),
      'SignalWire signs bodies of type',
    ],
    [
      'JSON that is no object',
      () => signRequest({ ...form('[]'), headers: JSON_ }, KEY),
      'must be a JSON object',
    ],
    [
      'JSON in a charset that is not signed',
      () =>
        signRequest({ ...form('{}'), headers: { 'content-type': 'application/json; charset=utf-7' } }, KEY),
      'in UTF-8 only',
    ],
    [
      'a bodySHA256 whose body was cut off',
      () => signRequest({ ...form('', `${URL_}?bodySHA256=0`), headers: JSON_ }, KEY),
      'exactly one bodySHA256',
    ],
    [
      'a bodySHA256 of another body',
      () => signRequest({ ...form('{}', `${URL_}?bodySHA256=0`), headers: JSON_ }, KEY),
      'exactly one bodySHA256',
    ],
  ])('%s is an error', (_name, sign, message) => {
    expect(sign).toThrow(TypeError);
    expect(sign).toThrow(message);
  });
});

// A pattern whose time grows with the square of the length would need hours.
test('a URL of a million @ is split at once', () => {
  const url = `https://${'@'.repeat(1_000_000)}:x`;
  const request = {
    method: 'POST',
    url,
    headers: { ...FORM, 'x-signalwire-signature': `${'A'.repeat(27)}=` },
    body: 'a=1',
  };
  expect(verifySignature(request, 'PSK_secret')).toMatchObject({
    verified: false,
    reason: 'signature-mismatch',
  });
});
