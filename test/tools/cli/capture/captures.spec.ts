import { describe, expect, test } from '@jest/globals';

import { parseCapture } from '../../../../lib/tools/cli/capture/parse-capture.js';
import { parseRawHttp } from '../../../../lib/tools/cli/capture/parse-raw-http.js';

const har = (...requests: unknown[]) =>
  JSON.stringify({ log: { entries: requests.map((request) => ({ request })) } });
const parseHar = (text: string) => {
  const [entry] = parseCapture(Buffer.from(text)).entries;
  if (!entry) throw new Error('no entry');
  return entry.read();
};
const request = { method: 'POST', url: 'https://a/', headers: [] as object[] };

describe('HAR files', () => {
  test('the signed requests are known by their headers', () => {
    const isSigned = (name: string) =>
      parseCapture(Buffer.from(har({ ...request, headers: [{ name, value: 's' }] }))).entries[0]?.isSigned;
    expect(isSigned('X-Twilio-Signature')).toBe(true);
    for (const name of ['X-SignalWire-Webhook-Listen', 'X-Twilio-Email-Event-Webhook-Signature', 'X-Twilio-'])
      expect([name, isSigned(name)]).toEqual([name, false]);
  });

  test.each([
    [{ text: 'a=1' }, 'a=1'],
    [{ text: 'AP8=', encoding: 'base64' }, Buffer.from([0, 255])],
    [{ text: 'AP8=', _encoding: 'base64' }, Buffer.from([0, 255])],
    [{ params: [{ name: 'a b', value: 'ü' }, { name: 'c' }] }, 'a+b=%C3%BC&c='],
    [{ text: '', params: [] }, ''],
  ])('the body of %j', (postData, body) => {
    expect(parseHar(har({ ...request, postData })).body).toEqual(body);
  });

  test('pseudo-headers of HTTP/2 are left out, repeated ones are joined', () => {
    const headers = [
      { name: ':authority', value: 'a' },
      { name: 'A', value: '1' },
      { name: 'a', value: '2' },
      { name: '__proto__', value: 'x' },
    ];
    const parsed = parseHar(har({ ...request, headers })).headers;
    expect(Object.entries(parsed)).toEqual([
      ['a', '1, 2'],
      ['__proto__', 'x'],
    ]);
  });

  test('of a repeated header that Node does not join, the first value counts', () => {
    const types = ['application/json', 'text/plain'].map((value) => ({ name: 'Content-Type', value }));
    expect(parseHar(har({ ...request, headers: types })).headers['content-type']).toBe('application/json');
  });

  test.each([
    ['"text"', 'The file is not a captured request'],
    ['{"log":{"entries":{}}}', 'no log.entries'],
    [
      har({ ...request, postData: 'text' }),
      'log.entries[0].request.postData of the HAR file is not an object',
    ],
    [har({ ...request, postData: {} }), 'postData of the HAR file has no text'],
    [har({ ...request, postData: { params: [1] } }), 'params[0] of the HAR file has no name'],
    [har({ ...request, headers: [null] }), 'headers[0] of the HAR file has no name'],
  ])('%s', (text, message) => {
    expect(() => parseHar(text)).toThrow(message);
  });
});

describe('raw HTTP', () => {
  test.each([
    ['POST / HTTP/1.1\r\nA: 1\r\na:2\r\n\r\nbody', 'body', undefined],
    ['\r\n\nPOST / HTTP/1.1\nA: 1\na: 2\n\nbody\n\n', 'body\n\n', true],
    ['POST / HTTP/1.1\nA: 1, 2\nContent-Length: 2\n\nbo\n', 'bo', undefined],
    ['POST / HTTP/1.1\nA: 1, 2\n', '', undefined],
    ['POST / HTTP/2\r\nA: 1, 2', '', undefined],
  ])('%j', (text, body, mayHaveExtraLineBreak) => {
    const parsed = parseRawHttp(Buffer.from(text));
    expect(parsed.headers['a']).toBe('1, 2');
    expect(String(parsed.body)).toBe(body);
    expect(parsed.mayHaveExtraLineBreak).toBe(mayHaveExtraLineBreak);
  });
});
