import { expect, test } from '@jest/globals';

import { resolveSecrets } from '../../lib/keys/secret-lookup.js';

const hangs = () => new Promise<never>(() => undefined);

test.each([0, 15, 20, 59])(
  'the message names the option, after %i ms of waiting for a turn',
  async (elapsed) => {
    await expect(resolveSecrets(hangs, 'store', { resolveTimeout: 20, elapsed })).rejects.toThrow(
      'The store did not respond within 20 ms (signingKeyCache.resolveTimeout).',
    );
  },
);

test('what is there at once counts, however late the turn came', async () => {
  const secrets = await resolveSecrets(() => ['secret'], 'store', { resolveTimeout: 20, elapsed: 59 });
  expect(secrets).toEqual(['secret']);
});
