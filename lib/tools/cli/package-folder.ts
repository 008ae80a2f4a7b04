import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Returns the folder of this package, wherever the file lies that calls it. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('nestjs-signalwire-webhook/package.json'));
}
