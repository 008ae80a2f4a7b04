import { describe } from '@jest/globals';

import { TemporaryPostgres } from '../../sample/demo/temporary-postgres.js';

export { TemporaryPostgres };

/** Skips where PostgreSQL is not installed; on CI that is a failure instead. */
export const describeWithPostgres =
  TemporaryPostgres.isInstalled() || process.env.CI ? describe : describe.skip;
