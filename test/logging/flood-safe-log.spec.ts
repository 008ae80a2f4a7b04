import { describe, expect, test } from '@jest/globals';

import { FloodSafeLog, type FloodLimits } from '../../lib/logging/flood-safe-log.js';
import { LogLine } from '../../lib/logging/log-line.js';
import { until } from '../support/until.js';

function logOf(limits: Partial<FloodLimits>): { log: FloodSafeLog; lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { log: new FloodSafeLog('rejected requests', (line) => lines.push(line), limits), lines };
}

const line = (text: string) => () => new LogLine(text, {});

describe('FloodSafeLog', () => {
  test('100,000 lines of one kind: the first ten are written, the rest is summed up in one', () => {
    const { log, lines } = logOf({});
    for (let count = 0; count < 100_000; count++) log.write('Hook.hook: missing-signature', line('rejected'));
    log.sumUp();
    expect(lines.map(String)).toEqual([
      ...Array.from({ length: 10 }, () => 'rejected'),
      '99990 more rejected requests within 1 s: 99990 × Hook.hook: missing-signature',
    ]);
    expect(lines.at(-1)).toMatchObject({
      suppressed: 99_990,
      kinds: [{ kind: 'Hook.hook: missing-signature', count: 99_990 }],
    });
  });

  test('a flood of one kind hides no other one, and all kinds together are bounded', () => {
    const { log, lines } = logOf({ burst: 2, total: 5 });
    for (let count = 0; count < 10; count++) log.write('flooded', line('flooded'));
    log.write('rare', line('rare'));
    for (const kind of ['a', 'b', 'c', 'd']) log.write(kind, line(kind));
    log.sumUp();
    expect(lines.map(String)).toEqual([
      'flooded',
      'flooded',
      'rare',
      'a',
      'b',
      '10 more rejected requests within 1 s: 8 × flooded; 1 × c; 1 × d',
    ]);
  });

  test('a suppressed line is not even made', () => {
    const { log } = logOf({ burst: 1 });
    let made = 0;
    for (let count = 0; count < 100; count++) {
      log.write('a', () => {
        made++;
        return new LogLine('a', {});
      });
    }
    log.sumUp();
    expect(made).toBe(1);
  });

  test('when the interval ends, what was counted is written without a further request, and lines are written again', async () => {
    const { log, lines } = logOf({ burst: 1, interval: 20 });
    log.write('a', line('first'));
    log.write('a', line('second'));
    await until(() => lines.length === 2);
    expect(String(lines[1])).toBe('1 more rejected requests within 1 s: 1 × a');
    await until(() => {
      log.write('a', line('third'));
      return lines.some((each) => String(each) === 'third');
    });
    log.sumUp();
  });

  test('more kinds than there can be take bounded memory, and the summary stays short', () => {
    const { log, lines } = logOf({ burst: 0 });
    for (let kind = 0; kind < 5_000; kind++) log.write(`kind ${kind}`, line('line'));
    log.sumUp();
    expect(lines).toHaveLength(1);
    expect(String(lines[0])).toMatch(
      /^5000 more rejected requests within 1 s: 4000 × others; 1 × kind 0; .*; 981 other kinds$/,
    );
  });

  test('summed up twice, it is written once', () => {
    const { log, lines } = logOf({ burst: 0 });
    log.write('a', line('a'));
    log.sumUp();
    log.sumUp();
    expect(lines).toHaveLength(1);
  });
});
