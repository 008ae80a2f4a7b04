import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignalWireWebhookModule, SignalWireWebhookVerifier } from 'nestjs-signalwire-webhook';
import { createUrlToken, type WebhookRequest } from 'nestjs-signalwire-webhook/signature';

import { NEWER_SECRET, SECRET } from '../url-tokens.js';
import { Random } from './random.js';

/** Origins in groups: those of one group are the same origin to a token. */
const ORIGINS = [
  ['https://a.example', 'https://A.Example:443', 'https://user:pass@a.example'],
  ['http://a.example', 'HTTP://a.example:80'],
  ['https://a.example:8443'],
  ['https://a.example.b'],
] as const;
const PATHS = ['/', '/a', '/A', '/a/', '//a', '/a/b', '/a%2Fb', '/a%2fb', '/a&sw_token=1', '/a=', '/a,"b"'];
const QUERIES = [
  '',
  '?',
  '?x=1',
  '?x=1&y=2',
  '?y=2&x=1',
  '?x=%31',
  '?a=1',
  '?a=1&b=2',
  '?&',
  '?SW_TOKEN=1',
  '?x="',
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT'];
const NAMES = ['a', 'b', 'ab', 'call_id', 'function', '"', 'a","b', 'constructor', 'é'];
const VALUES = [
  '1',
  '2',
  '12',
  'a',
  'b',
  '","',
  '"',
  '\\',
  ',',
  ':',
  '.',
  '1.2',
  '=',
  '&',
  '%26',
  '+',
  ' ',
  'é',
  'e\u0301',
  '\ud800',
  '\ufffd',
  '\0',
];

type Pairs = readonly (readonly [name: string, value: string])[];

interface Scope {
  readonly method: string;
  readonly group: number;
  readonly target: string;
  readonly pairs: Pairs;
}

interface Case {
  readonly request: WebhookRequest;
  readonly bind: readonly string[];
  readonly isGenuine: boolean;
}

export interface UrlTokenReport {
  readonly cases: number;
  readonly accepted: number;
  /** The requests whose result is wrong. */
  readonly wrong: readonly Case[];
}

/** Sends random requests with tokens to the verifier, and compares its results with what was created. */
export async function runUrlTokens(seed: number, cases: number): Promise<UrlTokenReport> {
  const module = SignalWireWebhookModule.forRoot({
    signingKey: 'PSK_of_no_request',
    publicUrl: 'https://a.example',
    urlTokenSecret: [NEWER_SECRET, SECRET],
  });
  @Module({ imports: [module] })
  class FuzzModule {}
  const context = await NestFactory.createApplicationContext(FuzzModule, { logger: false });
  const verifier = context.get(SignalWireWebhookVerifier);
  const random = new Random(seed);
  const wrong: Case[] = [];
  let accepted = 0;
  for (let count = 0; count < cases; count++) {
    const made = makeCase(random);
    const route = { accept: 'url-token', urlToken: { bind: made.bind }, methods: METHODS } as const;
    const { verified } = await verifier.verify(made.request, route);
    if (verified !== made.isGenuine && wrong.length < 20) wrong.push(made);
    if (verified) accepted++;
  }
  await context.close();
  return { cases, accepted, wrong };
}

function makeCase(random: Random): Case {
  const created = makeScope(random);
  const received = random.chance(0.5) ? created : change(random, created);
  const secret = random.chance(0.05) ? `${SECRET}!` : random.pick([SECRET, NEWER_SECRET]);
  const { method, group, target } = created;
  const bound = Object.fromEntries(created.pairs);
  const url = random.pick(ORIGINS[group] ?? []) + target;
  const token = createUrlToken({ secret, method, url, bind: bound });
  const spoiled = random.chance(0.1) ? spoil(random, token) : token;
  const bind = Object.keys(bound);
  const { request, payload } = toRequest(random, received, spoiled);
  const isSameUrl = group === received.group && target === received.target;
  const isSameMethod = asGet(method) === asGet(received.method);
  const isGenuine =
    spoiled === token &&
    !secret.endsWith('!') &&
    isSameUrl &&
    isSameMethod &&
    payload !== undefined &&
    bind.every((name) => isOnly(payload, name, bound[name] as string));
  return { request, bind, isGenuine };
}

function makeScope(random: Random): Scope {
  return {
    method: random.pick(METHODS),
    group: random.below(ORIGINS.length),
    target: random.pick(PATHS) + random.pick(QUERIES),
    pairs: makePairs(random),
  };
}

function makePairs(random: Random): Pairs {
  const count = 1 + random.below(3);
  return random
    .shuffle(NAMES)
    .slice(0, count)
    .map((name) => [name, random.pick(VALUES)] as const);
}

/** Changes one part, or moves characters from a name or a value to the next. */
function change(random: Random, scope: Scope): Scope {
  const other = makeScope(random);
  const part = random.pick(['method', 'group', 'target', 'pairs'] as const);
  if (part !== 'pairs' || random.chance(0.5)) return { ...scope, [part]: other[part] };
  const text = scope.pairs.flat().join('');
  const at = 1 + random.below(Math.max(1, text.length - 1));
  return { ...scope, pairs: [[text.slice(0, at), text.slice(at)]] };
}

function spoil(random: Random, token: string): string {
  const at = random.below(token.length);
  return random.pick([
    token.slice(0, at),
    `${token}=`,
    `${token}&sw_token=${token}`,
    `${token}&sw%5ftoken=1`,
    `${token}#`,
    token.replace('v1', 'v2'),
    token.replace('v1.', 'v1.0'),
    token.toUpperCase(),
    token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
  ]);
}

/** Returns a request, and its payload as names and values; `undefined` if the token may not be where it is. */
function toRequest(
  random: Random,
  { method, group, target, pairs }: Scope,
  token: string,
): { readonly request: WebhookRequest; readonly payload: Pairs | undefined } {
  const repeated = random.chance(0.1) ? [...pairs, random.pick(pairs)] : pairs;
  const withToken = `${target}${target.includes('?') ? '&' : '?'}sw_token=${token}`;
  const origin = random.pick(ORIGINS[group] ?? []);
  if (asGet(method) === 'GET') {
    const appended = encode(repeated);
    const url = `${origin}${withToken}&${appended}`;
    const request = { method, url, headers: {} };
    return { request, payload: [...new URLSearchParams(url.slice(url.indexOf('?') + 1))] };
  }
  const isFollowed = random.chance(0.05);
  const url = `${origin}${withToken}${isFollowed ? '&x=1' : ''}`;
  const isForm = random.chance(0.5);
  const body = isForm ? encode(repeated) : JSON.stringify(Object.fromEntries(pairs));
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const request = { method, url, headers: { 'content-type': type }, body };
  return { request, payload: isFollowed ? undefined : isForm ? [...new URLSearchParams(body)] : pairs };
}

function encode(pairs: Pairs): string {
  return new URLSearchParams(pairs.map((pair): [string, string] => [...pair])).toString();
}

function asGet(method: string): string {
  return method === 'HEAD' ? 'GET' : method;
}

function isOnly(payload: Pairs, name: string, value: string): boolean {
  const values = payload.filter(([each]) => each === name).map(([, each]) => each);
  return values.length === 1 && values[0] === value;
}
