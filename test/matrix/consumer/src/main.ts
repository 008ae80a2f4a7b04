import type { AddressInfo } from 'node:net';

import { createApp } from './create-app.js';
import { faultsOf } from './faults-of.js';

async function main(): Promise<void> {
  const app = await createApp(process.argv[2] ?? 'express');
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const faults = await faultsOf(async (path, init) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, body: await response.text() };
  });
  await app.close();
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'all is well' : `${faults.length} faults`);
}

void main();
