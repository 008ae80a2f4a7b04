import { expect, test } from '@jest/globals';

import { pauseBetween } from '../../../../lib/tools/cli/replay/choose-entries.js';

test.each([
  [undefined, 5_000, 0],
  [5_000, 5_400, 400],
  [5_000, 65_000, 60_000],
  [5_000, 65_001, 60_000],
  [5_000, 4_000, 0],
])('the pause between a request at %j and one at %j: %j ms', (earlier, later, pause) => {
  const before = earlier === undefined ? undefined : { startedAt: earlier };
  expect(pauseBetween(before, { startedAt: later })).toBe(pause);
});
