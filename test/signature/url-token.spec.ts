import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  createUrlToken,
  type CreateUrlTokenOptions,
  type UrlTokenVerificationResult,
  verifyUrlToken,
  type VerifyUrlTokenOptions,
} from 'nestjs-signalwire-webhook/signature';
import { createHmac } from 'node:crypto';

const secret = 'h5CzJtJ7bC3k1Hqv2bWkTtZ0mJr0nD8x';
const newer = 'p9ExAqR2mV6s8Yw1cUdLfGiKhNzBt3O7';
const url = 'https://example.com/swaig/look-up?tenant=a';
const bind = { call_id: 'call-1', function: 'look_up' };
const HOUR = 3_600_000;

function create(options: Partial<CreateUrlTokenOptions> = {}): string {
  return createUrlToken({ secret, method: 'POST', url, bind, ...options });
}

function verify(token: unknown, options: Partial<VerifyUrlTokenOptions> = {}): UrlTokenVerificationResult {
  return verifyUrlToken(token, { secret, method: 'POST', url, bind, ...options });
}

const rejected = (reason: string) => ({ verified: false, reason });
const accepted = expect.objectContaining({ verified: true, secretIndex: 0 });

afterEach(() => {
  jest.useRealTimers();
});

describe('the form of a token', () => {
  test('it is v1, the expiry in seconds, and the HMAC of a JSON list', () => {
    jest.useFakeTimers({ now: 1_800_000_000_000 });
    const covered =
      '["nestjs-signalwire-webhook url token","v1","trobo0","POST","https://example.com","/swaig/look-up?tenant=a",' +
      '"call_id","call-1","function","look_up"]';
    const mac = createHmac('sha256', secret).update(covered).digest('base64url');
    expect(parseInt('trobo0', 36)).toBe(1_800_003_600);
    expect(create()).toBe(`v1.trobo0.${mac}`);
  });

  test.each([
    ['nothing', undefined, 'missing-token'],
    ['null', null, 'missing-token'],
    ['an empty text', '', 'missing-token'],
    ['a number', 1, 'malformed-token'],
    ['a list of one', [create()], 'malformed-token'],
    ['a different version', create().replace('v1', 'v2'), 'malformed-token'],
    [
      'upper case in the expiry',
      create().replace(/\.(.*?)\./, (all) => all.toUpperCase()),
      'malformed-token',
    ],
    ['a leading zero', create().replace('v1.', 'v1.0'), 'malformed-token'],
    ['a sign', create().replace('v1.', 'v1.+'), 'malformed-token'],
    ['nine digits', create().replace(/\.(.*?)\./, '.zzzzzzzzz.'), 'malformed-token'],
    ['padding', `${create()}=`, 'malformed-token'],
    ['one character less', create().slice(0, -1), 'malformed-token'],
    ['white space', ` ${create()}`, 'malformed-token'],
    ['a line break', `${create()}\n`, 'malformed-token'],
    ['a very long text', create().repeat(100_000), 'malformed-token'],
    ['base64 in place of base64url', `v1.zzzzzzz.${'+'.repeat(42)}A`, 'malformed-token'],
  ])('%s is rejected', (_name, token, reason) => {
    expect(verify(token)).toEqual(rejected(reason));
  });

  test('of the 64 last characters, only the one without stray bits is accepted', () => {
    const token = create();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const verified = Array.from(alphabet).filter((last) => verify(token.slice(0, -1) + last).verified);
    expect(verified).toEqual([token.slice(-1)]);
  });
});

describe('what a token covers', () => {
  test('the same request is accepted', () => {
    expect(verify(create())).toEqual(accepted);
  });

  test.each<[string, Partial<VerifyUrlTokenOptions>]>([
    ['a different method', { method: 'PUT' }],
    ['a different host', { url: url.replace('example', 'attacker') }],
    ['http in place of https', { url: url.replace('https', 'http') }],
    ['a different port', { url: url.replace('.com', '.com:8443') }],
    ['a different path', { url: url.replace('look-up', 'cancel') }],
    ['the path in a different case', { url: url.replace('look-up', 'Look-up') }],
    ['the path in a different encoding', { url: url.replace('look-up', 'look%2Dup') }],
    ['a slash more', { url: url.replace('?', '/?') }],
    ['a different query', { url: url.replace('=a', '=b') }],
    ['no query', { url: url.replace(/\?.*/, '') }],
    ['a longer query', { url: `${url}&more=1` }],
    ['a different value', { bind: { ...bind, call_id: 'call-2' } }],
    ['a value less', { bind: { call_id: 'call-1' } }],
    ['a value more', { bind: { ...bind, more: '1' } }],
    ['no value', { bind: {} }],
    ['swapped values', { bind: { call_id: bind.function, function: bind.call_id } }],
    ['an empty value', { bind: { ...bind, call_id: '' } }],
    ['a different secret', { secret: newer }],
    ['a URL that is none', { url: 'example.com' }],
    ['a fragment', { url: `${url}#a` }],
  ])('%s is rejected', (_name, options) => {
    expect(verify(create(), options)).toEqual(rejected('token-mismatch'));
  });

  test.each([[undefined], [1], [['call-1']], [{ call_id: 'call-1' }], [null], [true]])(
    'the value %j of a payload is rejected, and nothing throws',
    (value) => {
      const values = { ...bind, call_id: value as unknown as string };
      expect(verify(create(), { bind: values })).toEqual(rejected('token-mismatch'));
    },
  );

  test('values that are equal when they are joined differ', () => {
    const pairs = [
      [{ a: '1', b: '2' }, { a: '1b2' }],
      [
        { a: '1.2', b: '3' },
        { a: '1', b: '2.3' },
      ],
      [{ a: '","' }, { a: '', '","': '' }],
      [{ a: '\ud800' }, { a: '\ufffd' }],
      [{ a: 'é' }, { a: 'e\u0301' }],
    ] as const;
    for (const [one, other] of pairs) {
      expect(verify(create({ bind: one }), { bind: other })).toEqual(rejected('token-mismatch'));
    }
  });

  test('the order of the names does not matter', () => {
    expect(verify(create(), { bind: { function: 'look_up', call_id: 'call-1' } })).toEqual(accepted);
  });

  test.each([
    ['upper case in the origin', 'HTTPS://EXAMPLE.com/swaig/look-up?tenant=a'],
    ['the default port', 'https://example.com:443/swaig/look-up?tenant=a'],
    ['credentials', 'https://user:pass@example.com/swaig/look-up?tenant=a'],
    ['the scheme of a WebSocket', 'wss://example.com/swaig/look-up?tenant=a'],
  ])('%s does not matter', (_name, other) => {
    expect(verify(create(), { url: other })).toEqual(accepted);
    expect(verify(create({ url: other }))).toEqual(accepted);
  });

  test('HEAD counts as GET, which is the default', () => {
    const token = createUrlToken({ secret, url });
    expect(verifyUrlToken(token, { secret, url, method: 'HEAD' })).toEqual(accepted);
    expect(verifyUrlToken(token, { secret, url, method: 'POST' })).toEqual(rejected('token-mismatch'));
  });
});

describe('time', () => {
  test('it is rounded up to seconds, and ends at its second', () => {
    jest.useFakeTimers({ now: 1_800_000_000_001 });
    const token = create({ expiresIn: 1 });
    jest.setSystemTime(1_800_000_000_999);
    expect(verify(token)).toEqual(expect.objectContaining({ expiresAt: new Date(1_800_000_001_000) }));
    jest.setSystemTime(1_800_000_001_000);
    expect(verify(token)).toEqual(rejected('expired-token'));
  });

  test('an hour is the default, and a day the limit', () => {
    jest.useFakeTimers({ now: 1_800_000_000_000 });
    const token = create();
    const longest = create({ expiresIn: 24 * HOUR });
    jest.advanceTimersByTime(HOUR);
    expect(verify(token)).toEqual(rejected('expired-token'));
    expect(verify(longest)).toEqual(accepted);
  });

  test.each([0, -1, NaN, Infinity, 24 * HOUR + 1, '60000', null])('create() throws for %p', (expiresIn) => {
    expect(() => create({ expiresIn: expiresIn as number })).toThrow(
      /^expiresIn is .* Fix: expiresIn: 3_600_000$/,
    );
  });

  test('an expired token of a different secret is only expired', () => {
    jest.useFakeTimers({ now: 1_800_000_000_000 });
    const token = create({ secret: newer });
    jest.advanceTimersByTime(HOUR);
    expect(verify(token)).toEqual(rejected('expired-token'));
  });
});

describe('secrets', () => {
  test('each of a list verifies, and the result says which', () => {
    expect(verify(create(), { secret: [newer, secret] })).toEqual(
      expect.objectContaining({ secretIndex: 1 }),
    );
    expect(verify(create({ secret: newer }), { secret: [newer, secret] })).toEqual(accepted);
  });

  test.each([
    ['blank', ' '.repeat(40)],
    ['the text of a missing value', 'undefined'],
    ['short', 'x7Gd9'],
    ['31 bytes', 'a1'.repeat(15) + 'b'],
    ['a placeholder', 'your-secret-of-at-least-32-bytes-here'],
    ['a row of crosses', 'x'.repeat(40)],
    ['a signing key', `PSK_${'7Tru'.repeat(10)}`],
    ['an API token', `PT${'0f'.repeat(20)}`],
    ['a template', '${URL_TOKEN_SECRET_OF_THE_APPLICATION}'],
    ['a reference', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:url-token'],
    ['in quotation marks', `"${secret}"`],
    ['with a line break', `${secret}\n`],
    ['with an invisible character', `${secret}\u200b`],
  ])('%s is an error without the value', (_name, unusable) => {
    const message = messageOf(() => create({ secret: unusable }));
    expect(message).toMatch(/^secret (is|has|begins|contains) /);
    expect(message).toContain('Fix: ');
    expect(message).not.toContain(unusable.trim() === '' ? unusable : unusable.trim().replace(/^"|"$/g, ''));
    expect(() => verify('', { secret: [secret, unusable] })).toThrow(/^secret\[1\] /);
  });

  test.each([
    [undefined],
    [null],
    [42],
    [Buffer.from(secret)],
    [Promise.resolve(secret)],
    [() => secret],
    [[]],
  ])('%p is an error', (unusable) => {
    expect(() => verify(create(), { secret: unusable as unknown as string })).toThrow(TypeError);
  });

  test('more than ten are an error, because each costs an HMAC', () => {
    expect(() => verify(create(), { secret: Array<string>(11).fill(secret) })).toThrow(/11 secrets/);
  });

  test('32 bytes of several bytes each are enough', () => {
    const emphatic = 'ä€'.repeat(7);
    expect(verify(create({ secret: emphatic }), { secret: emphatic })).toEqual(accepted);
  });
});

describe('create() throws for values that no request can have', () => {
  test.each<[unknown]>([[undefined], [''], [1], [null], [['call-1']], [{}]])('%p', (value) => {
    expect(() => create({ bind: { ...bind, call_id: value as string } })).toThrow(/^bind\.call_id is /);
  });

  test('__proto__, no name, no object', () => {
    const named = JSON.parse('{"__proto__":"a"}') as Record<string, string>;
    expect(() => create({ bind: named })).toThrow(/__proto__/);
    expect(() => create({ bind: { '': 'a' } })).toThrow(/empty name/);
    expect(() => create({ bind: ['a'] as unknown as Record<string, string> })).toThrow(/must be an object/);
  });

  test.each(['/path', 'ftp://example.com', 'https://', 'https://example.com/#a'])('the URL %s', (other) => {
    expect(() => create({ url: other })).toThrow(/^url must be /);
  });

  test('the method in lower case', () => {
    expect(() => create({ method: 'post' })).toThrow(/^method must be /);
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It did not throw.');
}
