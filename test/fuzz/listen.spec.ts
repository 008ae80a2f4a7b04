import { afterAll, expect, test } from '@jest/globals';
import { join } from 'node:path';

import { runListenFuzz } from '../support/fuzz/listen.js';
import { stopPrograms } from '../support/program.js';

const SEED = 20261130;
const TUNNEL = join(import.meta.dirname, '../support/tunnel-process.js');

afterAll(stopPrograms);

test('3,000 raw requests through listen: none arrives without the listen header, out of a body or behind a handshake', async () => {
  const { findings, withoutHeader, arrived, webSockets } = await runListenFuzz(SEED, 3_000);
  expect(findings).toEqual([]);
  // Verified ones, others, and WebSockets do arrive.
  expect(withoutHeader).toBeGreaterThan(100);
  expect(arrived).toBeGreaterThan(withoutHeader + 100);
  expect(webSockets).toBeGreaterThan(20);
}, 240_000);

test('a program that passes each byte on is detected', async () => {
  const { findings } = await runListenFuzz(SEED, 400, TUNNEL);
  const failures = findings.map(({ failure }) => failure);
  expect(failures).toEqual(
    expect.arrayContaining(['unverified, without a listen header', 'a listen header of the caller']),
  );
}, 240_000);
