import { describe } from '@jest/globals';

import { ThrowAwayPostgres } from '../../sample/demo/throw-away-postgres.js';

export { ThrowAwayPostgres };

/** Skips where PostgreSQL is not installed; on CI that is a failure instead. */
export const describeWithPostgres =
  ThrowAwayPostgres.isInstalled() || process.env.CI ? describe : describe.skip;
