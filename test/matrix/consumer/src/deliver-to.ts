import type { Type } from '@nestjs/common';
import type { AddressInfo } from 'node:net';

import { createApp } from './create-app.js';
import { failuresOf } from './failures-of.js';

/** Starts the application, sends it requests and says what went wrong. */
export async function deliverTo(adapter: string, root?: Type): Promise<void> {
  const app = await createApp(adapter, root);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const failures = await failuresOf(async (path, init) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, body: await response.text() };
  });
  await app.close();
  for (const failure of failures) console.error(failure);
  console.log(failures.length === 0 ? 'all is well' : `${failures.length} failures`);
}
