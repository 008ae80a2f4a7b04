import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AdapterName } from './applications.js';
import { type Edit, writeRecipe } from './recipes.js';
import { SIGNING_KEY } from './signing.js';

export interface LambdaAnswer {
  readonly status: number;
  readonly body: string;
}

const INVOKE = `
import { readFileSync } from 'node:fs';
const { handler } = await import(process.argv[2]);
const answers = [];
for (const event of JSON.parse(readFileSync(0, 'utf8'))) {
  const { statusCode, body, isBase64Encoded } = await handler(event, {});
  answers.push({ status: statusCode, body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body });
}
process.stdout.write('\\nANSWERS ' + JSON.stringify(answers) + '\\n', () => process.exit());`;

/** Calls the page's handler as the Lambda runtime does, with one event after the other. */
export async function invoke(
  page: string,
  adapterName: AdapterName,
  publicUrl: string,
  events: readonly object[],
  edits: readonly Edit[] = [],
): Promise<LambdaAnswer[]> {
  const folder = writeRecipe(page, `${page}-${adapterName}`, { edits });
  const main = join(folder, adapterName === 'express' ? 'lambda.js' : 'lambda-fastify.js');
  writeFileSync(join(folder, 'invoke.js'), INVOKE);
  const env = { PATH: process.env.PATH, SIGNALWIRE_SIGNING_KEY: SIGNING_KEY, PUBLIC_URL: publicUrl };
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'invoke.js'), main], { env });
  let output = '';
  const add = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  child.stdin.end(JSON.stringify(events));
  await new Promise((resolve) => child.once('close', resolve));
  const [, answers] = /^ANSWERS (.*)$/m.exec(output) ?? [];
  if (answers === undefined) throw new Error(output);
  return JSON.parse(answers) as LambdaAnswer[];
}
