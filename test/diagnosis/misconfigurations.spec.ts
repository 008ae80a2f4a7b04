import { describe, expect, test } from '@jest/globals';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';

import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import { formatDiagnosis } from '../../lib/diagnosis/index.js';
import { OTHER_KEY, SIGNING_KEY } from '../support/signing.js';
import { patient } from './limits.js';
import {
  allMisconfigurations,
  API_TOKEN,
  type BrokenRequest,
  combinations,
  singleMisconfigurations,
} from './misconfigurations/index.js';

describe.each([
  ['one misconfiguration', singleMisconfigurations],
  ['several misconfigurations', combinations],
] as const)('%s', (_name, misconfigurations) => {
  test.each(byName(misconfigurations))('%s', (_name, misconfiguration) => {
    const { request, keys = SIGNING_KEY, hints, codes, fix = /./ } = misconfiguration;
    expect(verifySignature(request, keys).verified).toBe(false);
    const diagnosis = diagnoseWithin(patient, request, keys, hints);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(codes);
    expect(diagnosis.verdict).toBe('explained');
    expect(diagnosis.findings.map((finding) => finding.fix).join('\n')).toMatch(fix);
    const printed = JSON.stringify(diagnosis) + formatDiagnosis(diagnosis);
    for (const secret of secretsOf(misconfiguration)) expect(printed).not.toContain(secret);
  });
});

test('each misconfiguration has a unique name', () => {
  const names = allMisconfigurations.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
});

function byName(misconfigurations: readonly BrokenRequest[]): (readonly [string, BrokenRequest])[] {
  return misconfigurations.map((misconfiguration) => [misconfiguration.name, misconfiguration] as const);
}

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
  const body = textOf(request.body).slice(0, 1_000);
  const isInUrl = (text: string): boolean => request.url.includes(text);
  return [
    ...allKeys.filter((key) => key.trim() !== '' && !['undefined', 'changeme'].includes(key)),
    ...[SIGNING_KEY, OTHER_KEY, API_TOKEN].flatMap((key) => windows(key.slice(4), 6)),
    ...digests,
    ...windows(body, 10),
    ...windows([...new URLSearchParams(body).values()].join(), 10),
  ].filter((text) => !isInUrl(text));
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return ArrayBuffer.isView(body) ? Buffer.from(body as Uint8Array).toString() : JSON.stringify(body ?? '');
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
