import type { WebhookRequest } from 'nestjs-signalwire-webhook/signature';

import type { Random } from './random.js';

/** A request as an adapter may hold it, and the same in text, as Node would have given it. */
export interface OddRequest {
  readonly received: WebhookRequest;
  /** `undefined` where the body is of a type whose bytes nobody knows. */
  readonly text: WebhookRequest | undefined;
}

type Headers = Record<string, string | readonly string[] | undefined>;

const DECIDING = [
  ...['content-type', 'x-signalwire-signature', 'x-twilio-signature'],
  ...['x-signalwire-sha256-signature', 'authorization'],
];

const READ = [...DECIDING, 'content-length', 'transfer-encoding', 'x-request-id'];

function fail(): never {
  throw new Error('Nothing of a header or a body may be called.');
}

function cyclic(): unknown[] {
  const array: unknown[] = [];
  array.push(array);
  return array;
}

/** None of these is text, whatever text it may offer. */
function unreadable(random: Random, text: string): unknown {
  return random.pick<() => unknown>([
    () => ({}),
    () => Object.create(null) as object,
    () => ({ toString: fail, valueOf: fail, toJSON: fail, trim: fail, [Symbol.toPrimitive]: fail }),
    () => ({ toString: () => text, [Symbol.toPrimitive]: () => text, length: text.length }),
    () => new String(text),
    () => Buffer.from(text),
    () => new Map([[0, text]]),
    () => new Date(0),
    () => random.chance(0.5),
    () => Symbol(text),
    () => () => text,
    () => new Proxy({}, { get: fail, has: fail, ownKeys: fail }),
  ])();
}

function joined(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(', ');
}

/** Another form of the same text. */
function otherForm(random: Random, text: string): unknown {
  const parts = text.split(', ');
  const array = parts.length > 1 ? parts : [text];
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return random.pick<unknown>([Number(text), BigInt(text), array]);
  return random.chance(0.2) ? Object.assign([...array], { join: fail, map: fail, toString: fail }) : array;
}

/** A value, and what it says; `undefined` if it says that the header is absent. */
function oddValue(random: Random, text: string): readonly [value: unknown, text: string | undefined] {
  if (random.chance(0.35)) return [otherForm(random, text), text];
  return random.pick<() => readonly [unknown, string | undefined]>([
    () => [unreadable(random, text), ''],
    () => [[unreadable(random, text)], ''],
    () => [[text, unreadable(random, text)], `${text}, `],
    () => [[null, text], `, ${text}`],
    () => [[[text]], ''],
    () => [[], ''],
    () => [cyclic(), ''],
    () => [5, '5'],
    () => [NaN, 'NaN'],
    () => [null, undefined],
    () => [undefined, undefined],
  ])();
}

function oddBody(random: Random): unknown {
  return random.pick<() => unknown>([
    () => ({ CallSid: 'c1' }),
    () => ({ length: 0, byteLength: 0, toString: fail, toJSON: fail }),
    () => Object.create(null) as object,
    () => [],
    () => [1, 2],
    () => new ArrayBuffer(4),
    () => new String('a=1'),
    () => random.pick([0, 1, NaN]),
    () => random.chance(0.5),
    () => Symbol('a=1'),
    () => () => 'a=1',
    () => new Proxy({}, { get: fail, has: fail, ownKeys: fail }),
  ])();
}

/** Over HTTP/1 a content type is never repeated; the reference reads the first one. */
function isRepeatedType(name: string, text: string): boolean {
  return name.toLowerCase() === 'content-type' && text.includes(', ');
}

/** Changes the types of some of a request's headers, and now and then of its body. */
export function withOddTypes(random: Random, request: WebhookRequest): OddRequest {
  const received: Record<string, unknown> = random.chance(0.1)
    ? (Object.create(null) as Record<string, unknown>)
    : {};
  const headers: Headers = {};
  for (const [name, value = ''] of Object.entries(request.headers)) {
    const text = joined(value);
    const [odd, says] = random.chance(0.15) ? oddValue(random, text) : [value, text];
    received[name] = odd;
    if (says !== undefined) headers[name] = isRepeatedType(name, says) ? 'two/types' : says;
  }
  for (const name of DECIDING) {
    const isThere = Object.keys(received).some((each) => each.toLowerCase() === name);
    if (!isThere && random.chance(0.1)) received[name] = random.pick([null, undefined]);
  }
  if (random.chance(0.1)) received['x-other'] = unreadable(random, 'other');
  const odd = { ...request, headers: received as Headers };
  if (random.chance(0.05)) {
    return { received: { ...odd, body: oddBody(random) as string }, text: undefined };
  }
  const isNull = request.body === undefined && random.chance(0.5);
  return { received: isNull ? { ...odd, body: null } : odd, text: { ...request, headers } };
}

/** The same request in types that say the same: whoever gets it must decide as before. */
export function inOtherTypes(random: Random, request: WebhookRequest): WebhookRequest {
  const headers: Record<string, unknown> = { ...request.headers };
  changeTypes(random, headers);
  return { ...request, headers: headers as Headers };
}

/** Changes the types of the headers that the library reads. What each says stays the same. */
export function changeTypes(random: Random, headers: Record<string, unknown>): void {
  for (const name of READ) {
    const names = Object.keys(headers).filter((each) => each.toLowerCase() === name);
    if (names.length === 0 && random.chance(0.5)) headers[name] = random.pick([null, undefined]);
    for (const each of names) {
      const value = headers[each];
      if (typeof value === 'string' && random.chance(0.5)) headers[each] = otherForm(random, value);
    }
  }
}
