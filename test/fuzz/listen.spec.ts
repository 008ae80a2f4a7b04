import { afterAll, expect, test } from '@jest/globals';
import { join } from 'node:path';

import { runListenFuzz } from '../support/fuzz/listen.js';
import { stopPrograms } from '../support/program.js';

const SEED = 20261130;
const TUNNEL = join(import.meta.dirname, '../support/tunnel-process.js');

afterAll(stopPrograms);

test('3,000 raw requests through listen: none arrives unmarked, out of a body or behind a handshake', async () => {
  const { findings, unmarked, arrived, webSockets } = await runListenFuzz(SEED, 3_000);
  expect(findings).toEqual([]);
  // Verified ones, others, and WebSockets do arrive.
  expect(unmarked).toBeGreaterThan(100);
  expect(arrived).toBeGreaterThan(unmarked + 100);
  expect(webSockets).toBeGreaterThan(20);
}, 240_000);

test('a program that passes each byte on is found out', async () => {
  const { findings } = await runListenFuzz(SEED, 400, TUNNEL);
  const faults = findings.map(({ fault }) => fault);
  expect(faults).toEqual(expect.arrayContaining(['neither marked nor verified', "a mark of the caller's"]));
}, 240_000);
