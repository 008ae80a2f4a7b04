import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const README = join(import.meta.dirname, '../../README.md');

/** What a reader types and pastes. */
export interface ManualSetup {
  readonly commands: readonly string[];
  readonly controller: string;
  /** The module for `imports`. */
  readonly registration: string;
  /** The call that creates the application. */
  readonly creation: string;
}

/** Reads the manual setup from the README, and the key that it exports. */
export async function readManualSetup(): Promise<ManualSetup> {
  const readme = await readFile(README, 'utf8');
  const [, section = ''] = readme.split('\n## Set up manually\n');
  const [, controller] = /^```ts\n\/\/ src\/voice\.controller\.ts\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const [, shell] = /^```sh\n([\s\S]*?)^```$/m.exec(section) ?? [];
  const [, registration] = /imports: \[\n([\s\S]*?)\n {2}\],/.exec(section) ?? [];
  const [, creation] = /`(NestFactory\.create\([^`]+\))`/.exec(section) ?? [];
  if (!controller || !shell || !registration || !creation)
    throw new Error('The README has no manual setup of the expected form.');
  return { commands: shell.trim().split('\n'), controller, registration, creation };
}
