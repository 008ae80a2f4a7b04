import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';
import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';

import { FORM, JSON_TYPE, SIGNING_KEY } from '../support/signing.js';

type Parameters = Record<string, unknown>;
type Validate<Body> = (key: string, signature: string, url: string, body: Body) => boolean;
type Named<T> = readonly [name: string, T];

interface ExpressRequest {
  readonly protocol: string;
  readonly headers: Record<string, string>;
  readonly originalUrl: string;
  readonly body: unknown;
  readonly header: () => string;
}

interface Sdk {
  readonly validateRequest: Validate<Parameters>;
  readonly validateRequestWithBody: Validate<string>;
  readonly validateExpressRequest: (request: ExpressRequest, key: string) => boolean;
}

const require = createRequire(import.meta.url);
const twilio = require('twilio') as Sdk;
const { RestClient: compat } = require('@signalwire/compatibility-api') as { RestClient: Sdk };
const webApi = require('@signalwire/web-api') as { validateRequest: Validate<string> };
/** What `express.urlencoded({ extended: true })` parses with. */
const qs = createRequire(require.resolve('twilio'))('qs') as { parse: (body: string) => Parameters };

const sdks: readonly Named<Sdk>[] = [
  ['compatibility-api', compat],
  ['twilio', twilio],
];
const formPeers: readonly Named<Validate<Parameters>>[] = [
  ['compatibility-api', compat.validateRequest],
  ['twilio', twilio.validateRequest],
  [
    'web-api',
    (key, signature, url, body) => webApi.validateRequest(key, signature, url, JSON.stringify(body)),
  ],
];
const signalWirePeers = formPeers.filter(([name]) => name !== 'twilio');

interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface SignedMessage extends Message {
  readonly signature: string;
}

function form(url: string, body: string): Message {
  return { url, headers: FORM, body };
}

function json(url: string, body: string): Message {
  return { url, headers: JSON_TYPE, body };
}

function sign(message: Message): SignedMessage {
  const { 'x-signalwire-signature': signature = '' } = signRequest(
    { method: 'POST', ...message },
    SIGNING_KEY,
  );
  return { ...message, signature };
}

function ourAnswer({ url, headers, body, signature }: SignedMessage, key = SIGNING_KEY): string {
  const signedHeaders = { ...headers, 'x-signalwire-signature': signature };
  const result = verifySignature({ method: 'POST', url, headers: signedHeaders, body }, key);
  return result.verified ? 'verified' : result.reason;
}

/** Node's parser drops a leading question mark, and garbles raw characters beside malformed escapes. */
function decoded(body: string): [name: string, value: string][] {
  const escaped = body.replace(/[^ -~]+/g, (raw) => encodeURIComponent(Buffer.from(raw).toString()));
  return [...new URLSearchParams(`&${escaped}`)];
}

/** As a careful user of a peer would parse them: nothing lost, repeated names in an array. */
function parameters(body: string): Parameters {
  const values = new Map<string, string[]>();
  for (const [name, value] of decoded(body)) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]));
}

/** Some peers throw on what they cannot parse, which is no acceptance. */
function accepts(validate: () => boolean): boolean {
  try {
    return validate();
  } catch {
    return false;
  }
}

function acceptsForm(validate: Validate<Parameters>, { signature, url, body }: SignedMessage): boolean {
  return accepts(() => validate(SIGNING_KEY, signature, url, parameters(body)));
}

function acceptsRaw(validate: Validate<string>, { signature, url, body }: SignedMessage): boolean {
  return accepts(() => validate(SIGNING_KEY, signature, url, body));
}

function base64(text: string, key = SIGNING_KEY): string {
  return createHmac('sha1', key).update(text).digest('base64');
}

function hex(text: string, algorithm = 'sha1'): string {
  return createHmac(algorithm, SIGNING_KEY).update(text).digest('hex');
}

function sha256(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

const RUNS = { numRuns: 200 };

const awkwardUnit = fc.constantFrom(
  ...Array.from('+&=%;#?/\\\'"<>[]{}~!*() \t\r\n\0aZ09é€\uffff\u{1f600}'),
  ...['%2', '%zz', '%C3'],
);
const text = fc.oneof(
  fc.string({ unit: awkwardUnit, maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
/** Without those above U+FFFF, which the peers sort differently: that difference has its own test. */
const parameterName = fc
  .oneof(fc.constantFrom('CallSid', 'From', '__proto__', 'constructor', 'A[b]', 'A[]', '0', '10'), text)
  .filter((name) => name !== '' && !/[\ud800-\udfff]/.test(name));

const encoders: readonly ((plain: string) => string)[] = [
  (plain) => new URLSearchParams([['', plain]]).toString().slice(1),
  encodeURIComponent,
  (plain) => encodeURIComponent(plain).replace(/%../g, (escape) => escape.toLowerCase()),
  (plain) => plain.replace(/[&=+%]/g, encodeURIComponent),
];

function encodeForm(
  pairs: readonly (readonly [string, string])[],
  encode: (plain: string) => string,
): string {
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

const pairs = fc.uniqueArray(fc.tuple(parameterName, text), {
  selector: ([name]) => name,
  minLength: 1,
  maxLength: 10,
});
const repeatedPairs = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'é'), text), {
  minLength: 2,
  maxLength: 6,
});
const formBody = fc.tuple(pairs, fc.constantFrom(...encoders)).map((each) => encodeForm(...each));
const repeatingBody = fc
  .tuple(repeatedPairs, fc.constantFrom(...encoders))
  .map((each) => encodeForm(...each));
const jsonBody = fc
  .tuple(fc.dictionary(text, fc.jsonValue()), fc.constantFrom(undefined, 2, '\t'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

const schemeAndPorts = fc.constantFrom(['https', ':443'] as const, ['http', ':80'] as const);
const host = fc.oneof(
  fc.constantFrom('example.com', 'example.ngrok.io', '127.0.0.1', '[::1]', 'localhost'),
  fc.domain(),
);
const authority = fc
  .tuple(fc.constantFrom('', '', 'user:pass@', 'user@'), host)
  .map(([credentials, name]) => credentials + name);
const query = fc.webQueryParameters().map((parameters) => `?${parameters}`);
const target = fc
  .tuple(fc.array(fc.webSegment(), { maxLength: 4 }), fc.oneof(fc.constant(''), query))
  .map(([segments, rest]) => `/${segments.join('/')}${rest}`);
const url = fc
  .tuple(schemeAndPorts, authority, fc.constantFrom('', '', ':443', ':80', ':8080', ':8443'), target)
  .map(([[signatureFormat], name, port, rest]) => `${signatureFormat}://${name}${port}${rest}`);

const signedForm = fc.tuple(url, formBody).map(([address, body]) => sign(form(address, body)));
const signedJson = fc.tuple(url, jsonBody).map(([address, body]) => sign(json(address, body)));
const signedBodyHash = fc
  .tuple(url, fc.boolean(), jsonBody)
  .map(([address, first, body]) => sign(json(withBodyHash(address, body, first), body)));

function withBodyHash(address: string, body: string, first: boolean): string {
  const [path = '', rest = ''] = address.split('?');
  const parts = [rest, `bodySHA256=${sha256(body)}`].filter((part) => part !== '');
  return `${path}?${(first ? parts.reverse() : parts).join('&')}`;
}

const place = fc.record({
  part: fc.constantFrom('url', 'body', 'signature'),
  index: fc.nat(),
  by: fc.integer({ min: 1, max: 8 }),
});

/** Some peers take it for the default port: that difference has its own test. */
const ZERO_PORT = ':00';

/** One letter becomes another of its case, or one digit another: neither escapes nor upper case are undone. */
function alter(
  message: SignedMessage,
  { part, index, by }: { part: 'url' | 'body' | 'signature'; index: number; by: number },
): SignedMessage {
  const places = [...message[part].matchAll(/[a-z0-9]/gi)].map((match) => match.index);
  fc.pre(places.length > 0);
  const at = places[index % places.length] ?? 0;
  const changed = nextOfItsKind(message[part].charAt(at), by);
  const altered = { ...message, [part]: message[part].slice(0, at) + changed + message[part].slice(at + 1) };
  fc.pre(!altered.url.includes(ZERO_PORT));
  return altered;
}

function nextOfItsKind(character: string, by: number): string {
  const [alphabet = ''] = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter(
    (each) => each.includes(character),
  );
  return alphabet.charAt((alphabet.indexOf(character) + by) % alphabet.length);
}

describe.each(formPeers)('forms beside %s', (_name, validate) => {
  test('what we sign, it and we accept', () => {
    fc.assert(
      fc.property(signedForm, (message) => {
        expect(ourAnswer(message)).toBe('verified');
        expect(acceptsForm(validate, message)).toBe(true);
      }),
      RUNS,
    );
  });

  test('with one byte altered, it and we reject', () => {
    fc.assert(
      fc.property(signedForm, place, (message, where) => {
        const altered = alter(message, where);
        expect(ourAnswer(altered)).not.toBe('verified');
        expect(acceptsForm(validate, altered)).toBe(false);
      }),
      RUNS,
    );
  });

  test('signed with the default port and received without it, or the other way round, it and we accept', () => {
    fc.assert(
      fc.property(
        schemeAndPorts,
        authority,
        target,
        formBody,
        fc.boolean(),
        (ports, name, rest, body, added) => {
          const [signatureFormat, defaultPort] = ports;
          const urls = [
            `${signatureFormat}://${name}${rest}`,
            `${signatureFormat}://${name}${defaultPort}${rest}`,
          ];
          const [signed = '', received = ''] = added ? urls : urls.reverse();
          const message = { ...sign(form(signed, body)), url: received };
          expect(ourAnswer(message)).toBe('verified');
          expect(acceptsForm(validate, message)).toBe(true);
        },
      ),
      RUNS,
    );
  });

  test('without a body, the URL alone is signed', () => {
    fc.assert(
      fc.property(url, place, (address, { index, by }) => {
        const message = sign({ url: address, headers: {}, body: '' });
        const altered = alter(message, { part: 'url', index, by });
        expect([ourAnswer(message), acceptsForm(validate, message)]).toEqual(['verified', true]);
        expect([ourAnswer(altered), acceptsForm(validate, altered)]).toEqual(['signature-mismatch', false]);
      }),
      RUNS,
    );
  });
});

describe('forms with any character put anywhere', () => {
  test('we accept what compatibility-api or twilio accepts, and nothing else', () => {
    const anyBody = fc.oneof(formBody, repeatingBody, fc.string({ unit: awkwardUnit, minLength: 1 }));
    fc.assert(
      fc.property(anyBody, fc.nat(), fc.nat(1), awkwardUnit, (body, index, removed, put) => {
        const signature = base64(`https://example.com/voice${concatenated(body)}`);
        const at = index % (body.length + 1);
        const received = body.slice(0, at) + put + body.slice(at + removed);
        fc.pre(concatenated(received) !== '' && !/[\ud800-\udfff]/.test(names(received)));
        const message = { ...form('https://example.com/voice', received), signature };
        const theirs = sdks.some(([, sdk]) => acceptsForm(sdk.validateRequest, message));
        expect(ourAnswer(message)).toBe(theirs ? 'verified' : 'signature-mismatch');
      }),
      { numRuns: 1000 },
    );
  });

  function names(body: string): string {
    return decoded(body)
      .map(([name]) => name)
      .join('');
  }

  function concatenated(body: string): string {
    return decoded(body)
      .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
      .flat()
      .join('');
  }
});

describe('SWML beside web-api', () => {
  test('what we sign, it and we accept', () => {
    fc.assert(
      fc.property(signedJson, (message) => {
        expect(ourAnswer(message)).toBe('verified');
        expect(acceptsRaw(webApi.validateRequest, message)).toBe(true);
      }),
      RUNS,
    );
  });

  test('with one byte altered, it and we reject', () => {
    fc.assert(
      fc.property(signedJson, place, (message, where) => {
        const altered = alter(message, where);
        expect(ourAnswer(altered)).not.toBe('verified');
        expect(acceptsRaw(webApi.validateRequest, altered)).toBe(false);
      }),
      RUNS,
    );
  });
});

describe.each(sdks)('bodySHA256 beside %s', (_name, sdk) => {
  test('what we sign, it and we accept', () => {
    fc.assert(
      fc.property(signedBodyHash, (message) => {
        expect(ourAnswer(message)).toBe('verified');
        expect(acceptsRaw(sdk.validateRequestWithBody, message)).toBe(true);
      }),
      RUNS,
    );
  });

  test('with one byte altered, it and we reject', () => {
    fc.assert(
      fc.property(signedBodyHash, place, (message, where) => {
        const altered = alter(message, where);
        expect(ourAnswer(altered)).not.toBe('verified');
        expect(acceptsRaw(sdk.validateRequestWithBody, altered)).toBe(false);
      }),
      RUNS,
    );
  });
});

const VOICE = 'https://example.com/voice';
const BODY = 'CallSid=CA1&From=%2B1555';
const CANONICAL = 'CallSidCA1From+1555';
const OBJECT = '{"event":"call.state"}';

/** What SignalWire would have signed for `signedUrl`, received at `received`. */
function voice(signedUrl: string, received = signedUrl): SignedMessage {
  return { ...form(received, BODY), signature: base64(signedUrl + CANONICAL) };
}

function receivedByExpress(message: SignedMessage, body: unknown): ExpressRequest {
  const { protocol, host: name, pathname, search } = new URL(message.url);
  return {
    protocol: protocol.slice(0, -1),
    headers: { host: name },
    originalUrl: pathname + search,
    body,
    header: () => message.signature,
  };
}

describe('difference in keys', () => {
  test.each(formPeers)(
    '%s takes an empty or blank key, with which anyone can sign; we do not',
    (_name, validate) => {
      for (const key of ['', ' ']) {
        const signature = base64(VOICE + CANONICAL, key);
        expect(validate(key, signature, VOICE, parameters(BODY))).toBe(true);
        expect(ourAnswer({ ...form(VOICE, BODY), signature }, key)).toBe('no-signing-key');
      }
    },
  );

  test.each(formPeers)('%s throws without a key; we reject', (_name, validate) => {
    const missing = undefined as unknown as string;
    const message = voice(VOICE);
    expect(() => validate(missing, message.signature, VOICE, parameters(BODY))).toThrow('key');
    const headers = { ...FORM, 'x-signalwire-signature': message.signature };
    expect(verifySignature({ method: 'POST', url: VOICE, headers, body: BODY }, missing)).toEqual({
      verified: false,
      reason: 'no-signing-key',
    });
  });
});

describe('difference in what a signature over the URL alone is good for', () => {
  const urlOnly = base64(VOICE);

  test.each(sdks)('a GET’s signature carries any body that Express did not parse past %s', (_name, sdk) => {
    const forged = { ...json(VOICE, OBJECT), signature: urlOnly };
    expect(sdk.validateExpressRequest(receivedByExpress(forged, undefined), SIGNING_KEY)).toBe(true);
    expect(sdk.validateExpressRequest(receivedByExpress(forged, {}), SIGNING_KEY)).toBe(true);
    expect(ourAnswer(forged)).toBe('body-not-signed');
  });

  test.each(formPeers)(
    'a form of separators only adds nothing to it for %s; we reject that',
    (_name, validate) => {
      for (const body of ['&', '=', '&=&']) {
        const message = { ...form(VOICE, body), signature: urlOnly };
        expect(acceptsForm(validate, message)).toBe(true);
        expect(ourAnswer(message)).toBe('body-not-signed');
      }
    },
  );

  test.each(sdks)(
    '%s takes an absent raw body for {}, whatever the handler gets; we hash what came',
    (_name, sdk) => {
      const forged = sign(json(`${VOICE}?bodySHA256=${sha256('{}')}`, '{}'));
      const express = receivedByExpress(forged, { event: 'forged' });
      expect(sdk.validateExpressRequest(express, SIGNING_KEY)).toBe(true);
      expect(ourAnswer({ ...forged, body: '{"event":"forged"}' })).toBe('body-not-signed');
    },
  );

  test.each(sdks)('of two bodySHA256 %s takes the first; we want exactly one', (_name, sdk) => {
    const twice = `${VOICE}?bodySHA256=${sha256(OBJECT)}&bodySHA256=${sha256('{}')}`;
    const message = { ...json(twice, OBJECT), signature: base64(twice) };
    expect(acceptsRaw(sdk.validateRequestWithBody, message)).toBe(true);
    expect(ourAnswer(message)).toBe('body-not-signed');
  });

  test.each(sdks)('%s and this library hold an empty body to bodySHA256', (_name, sdk) => {
    const emptied = { ...sign(json(withBodyHash(VOICE, OBJECT, true), OBJECT)), body: '' };
    expect(acceptsRaw(sdk.validateRequestWithBody, emptied)).toBe(false);
    expect(ourAnswer(emptied)).toBe('body-not-signed');
  });

  test.each(sdks)(
    '%s does not look at the content type; we reject bodies SignalWire never sends',
    (_name, sdk) => {
      const plain = {
        ...sign(json(withBodyHash(VOICE, OBJECT, true), OBJECT)),
        headers: { 'content-type': 'text/plain' },
      };
      expect(acceptsRaw(sdk.validateRequestWithBody, plain)).toBe(true);
      expect(ourAnswer(plain)).toBe('unsupported-content-type');
    },
  );
});

describe('difference between the schemes', () => {
  test('web-api takes a form’s signature, in hexadecimal, for its concatenated text; our SWML is a JSON object', () => {
    const message = { ...json(VOICE, CANONICAL), signature: hex(VOICE + CANONICAL) };
    expect(Buffer.from(message.signature, 'hex').toString('base64')).toBe(voice(VOICE).signature);
    expect(acceptsRaw(webApi.validateRequest, message)).toBe(true);
    expect(ourAnswer(message)).toBe('malformed-body');
  });

  test('web-api takes a form’s signature for JSON of the same pairs; we want the signature of its content type', () => {
    const message = { ...voice(VOICE), ...json(VOICE, '{"CallSid":"CA1","From":"+1555"}') };
    expect(acceptsRaw(webApi.validateRequest, message)).toBe(true);
    expect(ourAnswer(message)).toBe('body-not-signed');
  });

  test.each([
    ['the query into the body', `${VOICE}?id=1`, OBJECT, VOICE, `?id=1${OBJECT}`],
    ['the body into the query', `${VOICE}?id=1`, OBJECT, `${VOICE}?id=1{"event":`, '"call.state"}'],
  ])(
    'web-api lets bytes move from %s; no part of a JSON object is one',
    (_what, signedUrl, signed, moved, rest) => {
      const { signature } = sign(json(signedUrl, signed));
      const message = { ...json(moved, rest), signature };
      expect(acceptsRaw(webApi.validateRequest, message)).toBe(true);
      expect(ourAnswer(message)).toBe('malformed-body');
    },
  );

  test('web-api knows no SHA-256, which we verify and do not fall back from', () => {
    const strong = hex(VOICE + OBJECT, 'sha256');
    const weak = hex(VOICE + OBJECT);
    const verify = (headers: Record<string, string>) =>
      verifySignature(
        { method: 'POST', url: VOICE, headers: { ...JSON_TYPE, ...headers }, body: OBJECT },
        SIGNING_KEY,
      );
    expect(webApi.validateRequest(SIGNING_KEY, strong, VOICE, OBJECT)).toBe(false);
    expect(verify({ 'x-signalwire-sha256-signature': strong })).toMatchObject({ verified: true });
    expect(webApi.validateRequest(SIGNING_KEY, weak, VOICE, OBJECT)).toBe(true);
    expect(
      verify({ 'x-signalwire-signature': weak, 'x-signalwire-sha256-signature': strong.replace(/./g, '0') }),
    ).toMatchObject({ verified: false });
  });
});

describe('difference in URLs', () => {
  test.each(formPeers)(
    '%s also tries without a port that is no default; we drop only the default',
    (_name, validate) => {
      for (const received of ['https://example.com:8443/voice', 'https://example.com:80/voice']) {
        const message = voice(VOICE, received);
        expect(acceptsForm(validate, message)).toBe(true);
        expect(ourAnswer(message)).toBe('signature-mismatch');
      }
    },
  );

  test.each(signalWirePeers)('%s takes port 0 for the default port; we do not', (_name, validate) => {
    const message = voice('https://example.com:443/voice', `https://example.com${ZERO_PORT}/voice`);
    expect(acceptsForm(validate, message)).toBe(true);
    expect(ourAnswer(message)).toBe('signature-mismatch');
  });

  describe.each(signalWirePeers)(
    '%s parses the URL and signs that; we sign it as written',
    (_name, validate) => {
      test.each([
        ['an upper-case host', 'https://Example.COM/voice'],
        ['an upper-case scheme', 'HTTPS://example.com/voice'],
        ['no path', 'https://example.com'],
        ['a query without a path', 'https://example.com?id=1'],
        ['a backslash', 'https://example.com\\voice'],
        ['an empty port', 'https://example.com:/voice'],
        ['a port with a leading zero', 'https://example.com:0443/voice'],
      ])('%s', (_what, address) => {
        const message = voice(address);
        expect(acceptsForm(validate, message)).toBe(false);
        expect(acceptsForm(twilio.validateRequest, message)).toBe(true);
        expect(ourAnswer(message)).toBe('verified');
      });
    },
  );

  test.each(formPeers)(
    '%s accepts a signature over the lower-case host; we only the host as written',
    (_name, validate) => {
      const message = voice(VOICE, 'https://EXAMPLE.com/voice');
      expect(acceptsForm(validate, message)).toBe(true);
      expect(ourAnswer(message)).toBe('signature-mismatch');
    },
  );

  test.each([
    ['an apostrophe for its escape', `${VOICE}?name=%27x%27`, `${VOICE}?name='x'`],
    ['an escape for its apostrophe', `${VOICE}?name='x'`, `${VOICE}?name=%27x%27`],
    ['a plus for %20', `${VOICE}?name=a%20b`, `${VOICE}?name=a+b`],
    ['dot segments for none', VOICE, 'https://example.com/a/../voice'],
  ])(
    'twilio accepts %s; compatibility-api and we verify the bytes that came',
    (_what, signedUrl, received) => {
      const message = voice(signedUrl, received);
      expect(acceptsForm(twilio.validateRequest, message)).toBe(true);
      expect(acceptsForm(compat.validateRequest, message)).toBe(false);
      expect(ourAnswer(message)).toBe('signature-mismatch');
      expect(ourAnswer(voice(received))).toBe('verified');
    },
  );

  test.each(formPeers)(
    '%s knows no signature over the URL without its credentials; some of SignalWire signs so',
    (_name, validate) => {
      const message = voice(VOICE, 'https://user:pass@example.com/voice');
      expect(acceptsForm(validate, message)).toBe(false);
      expect(ourAnswer(message)).toBe('verified');
    },
  );
});

describe('difference in parameters', () => {
  test('of repeated names compatibility-api keeps the order, twilio drops duplicates and sorts; we take either', () => {
    const answers = ['A2A1A2B3', 'A1A2B3', 'A1A2A2B3', 'A2A1B3'].map((canonical) => {
      const message = { ...form(VOICE, 'A=2&A=1&A=2&B=3'), signature: base64(VOICE + canonical) };
      return [...sdks.map(([, sdk]) => acceptsForm(sdk.validateRequest, message)), ourAnswer(message)];
    });
    expect(answers).toEqual([
      [true, false, 'verified'],
      [false, true, 'verified'],
      [false, false, 'signature-mismatch'],
      [false, false, 'signature-mismatch'],
    ]);
  });

  test.each(formPeers)(
    '%s sorts names by UTF-16 units; we by bytes, as the platform’s languages do',
    (_name, validate) => {
      const body = '\u{1f600}=1&\uffee=2';
      const byBytes = { ...form(VOICE, body), signature: base64(`${VOICE}\uffee2\u{1f600}1`) };
      const byUnits = { ...form(VOICE, body), signature: base64(`${VOICE}\u{1f600}1\uffee2`) };
      expect([acceptsForm(validate, byBytes), ourAnswer(byBytes)]).toEqual([false, 'verified']);
      expect([acceptsForm(validate, byUnits), ourAnswer(byUnits)]).toEqual([true, 'signature-mismatch']);
    },
  );

  describe.each(formPeers)('%s verifies what Express parsed; we verify the bytes', (_name, validate) => {
    function afterExpress(canonical: string, body: string): [boolean, string] {
      const signature = base64(VOICE + canonical);
      const theirs = validate(SIGNING_KEY, signature, VOICE, qs.parse(body));
      return [theirs, ourAnswer({ ...form(VOICE, body), signature })];
    }

    test.each(['__proto__', 'hasOwnProperty'])(
      '%s is dropped: signed ones fail, forged ones pass',
      (name) => {
        expect(afterExpress(`A1${name}x`, `A=1&${name}=x`)).toEqual([false, 'verified']);
        expect(afterExpress('A1', `A=1&${name}=x`)).toEqual([true, 'signature-mismatch']);
      },
    );

    test('brackets become an object: signed ones fail, any content passes for [object Object]', () => {
      expect(afterExpress('A[b]c', 'A[b]=c')).toEqual([false, 'verified']);
      expect(afterExpress('A[object Object]', 'A[forged]=anything')).toEqual([true, 'signature-mismatch']);
    });

    test('what comes after a thousand parameters is dropped', () => {
      const many = Array.from({ length: 1001 }, (_, index) => `p${String(index).padStart(4, '0')}=1`);
      const canonical = many.map((each) => each.replace('=', ''));
      expect(afterExpress(canonical.join(''), many.join('&'))).toEqual([false, 'verified']);
      expect(afterExpress(canonical.slice(0, 1000).join(''), many.join('&'))).toEqual([
        true,
        'signature-mismatch',
      ]);
    });
  });
});

describe('difference on malformed input: we reject where a peer throws', () => {
  test('twilio throws on a URL that is none', () => {
    const message = { ...voice(VOICE), url: '//example.com/voice' };
    expect(() => twilio.validateRequest(SIGNING_KEY, message.signature, message.url, {})).toThrow(
      'Invalid URL',
    );
    expect(ourAnswer(message)).toBe('signature-mismatch');
  });

  test.each([
    ['a raw form, which it wants as JSON', voice(VOICE), 'verified'],
    ['an empty body', { ...form(VOICE, ''), signature: base64(VOICE) }, 'verified'],
    ['text that is no JSON', { ...json(VOICE, 'text'), signature: hex('other') }, 'malformed-body'],
    ['null', { ...json(VOICE, 'null'), signature: hex('other') }, 'malformed-body'],
  ])('web-api throws on %s', (_what, message, ours) => {
    expect(() => webApi.validateRequest(SIGNING_KEY, message.signature, message.url, message.body)).toThrow();
    expect(ourAnswer(message)).toBe(ours);
  });

  test('compatibility-api throws where bodySHA256 is missing', () => {
    const message = { ...json(VOICE, OBJECT), signature: base64(VOICE) };
    expect(() =>
      compat.validateRequestWithBody(SIGNING_KEY, message.signature, message.url, message.body),
    ).toThrow('must be of type string');
    expect(ourAnswer(message)).toBe('body-not-signed');
  });

  test.each(formPeers)('%s throws on a signature that is no string', (_name, validate) => {
    const signature = 5 as unknown as string;
    expect(() => validate(SIGNING_KEY, signature, VOICE, parameters(BODY))).toThrow('must be of type string');
    expect(ourAnswer({ ...form(VOICE, BODY), signature })).toBe('malformed-signature');
  });
});
