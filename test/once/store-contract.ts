import { beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';

import type { OnceStore } from '../../lib/once/once-store.js';

const LEASE = 60_000;
const TTL = 60_000;

export function randomId(): string {
  return randomBytes(32).toString('hex');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What every store promises. */
export function testStore(store: () => OnceStore): void {
  let id = '';

  beforeEach(() => {
    id = randomId();
  });

  test('an event is claimed once, then running, then completed', async () => {
    expect(await store().acquire(id, 'a', LEASE)).toBe('acquired');
    expect(await store().acquire(id, 'b', LEASE)).toBe('running');
    expect(await store().complete(id, 'a', TTL)).toBe(true);
    expect(await store().acquire(id, 'b', LEASE)).toBe('completed');
    expect(await store().acquire(randomId(), 'b', LEASE)).toBe('acquired');
  });

  test('of many simultaneous acquires one succeeds', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => store().acquire(id, `attempt-${index}`, LEASE)),
    );
    expect(results.filter((result) => result === 'acquired')).toHaveLength(1);
    expect(results.filter((result) => result === 'running')).toHaveLength(49);
  });

  test('a released event can be claimed again', async () => {
    await store().acquire(id, 'a', LEASE);
    await store().release(id, 'a');
    expect(await store().acquire(id, 'b', LEASE)).toBe('acquired');
  });

  test('a lease ends', async () => {
    expect(await store().acquire(id, 'a', 30)).toBe('acquired');
    await pause(60);
    expect(await store().acquire(id, 'b', LEASE)).toBe('acquired');
  });

  test('an attempt after its lease neither completes nor releases a newer attempt', async () => {
    await store().acquire(id, 'old', 30);
    await pause(60);
    await store().acquire(id, 'new', LEASE);
    expect(await store().complete(id, 'old', TTL)).toBe(false);
    await store().release(id, 'old');
    expect(await store().acquire(id, 'third', LEASE)).toBe('running');
    expect(await store().complete(id, 'new', TTL)).toBe(true);
    expect(await store().acquire(id, 'third', LEASE)).toBe('completed');
  });

  test('an attempt after its lease completes if no newer attempt exists', async () => {
    await store().acquire(id, 'a', 30);
    await pause(60);
    expect(await store().complete(id, 'a', TTL)).toBe(true);
    expect(await store().acquire(id, 'b', LEASE)).toBe('completed');
  });

  test('neither does it undo what a newer one completed', async () => {
    await store().acquire(id, 'old', 30);
    await pause(60);
    await store().acquire(id, 'new', LEASE);
    await store().complete(id, 'new', TTL);
    expect(await store().complete(id, 'old', 1)).toBe(false);
    await store().release(id, 'old');
    await store().release(id, 'new');
    await pause(20);
    expect(await store().acquire(id, 'third', LEASE)).toBe('completed');
  });

  test('a completed event is forgotten after its time to live', async () => {
    await store().acquire(id, 'a', LEASE);
    await store().complete(id, 'a', 30);
    await pause(60);
    expect(await store().acquire(id, 'b', LEASE)).toBe('acquired');
  });

  test('a call that is sent twice is the same call', async () => {
    expect(await store().acquire(id, 'a', LEASE)).toBe('acquired');
    expect(await store().acquire(id, 'a', LEASE)).toBe('acquired');
    expect(await store().complete(id, 'a', TTL)).toBe(true);
    expect(await store().complete(id, 'a', TTL)).toBe(true);
    expect(await store().acquire(id, 'a', LEASE)).toBe('completed');
    await store().release(id, 'a');
    expect(await store().acquire(id, 'b', LEASE)).toBe('completed');
  });
}
