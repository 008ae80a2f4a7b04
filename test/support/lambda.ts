import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Edit, writeRecipe } from './recipes.js';
import { SIGNING_KEY } from './signing.js';

export interface LambdaAnswer {
  readonly status: number;
  readonly body: string;
  /** What was logged when the handler returned. */
  readonly logged: string;
  /** What was logged after that, until the next event. */
  readonly loggedLater: string;
}

/**
 * As the runtime of Lambda: one event after the other, and frozen from the moment in which it has a response until the next
 * event. The two turns of the event loop after that are the ones in which an invocation waits for its own input.
 */
const INVOKE = `
import { readFileSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
process.stderr.write = process.stdout.write.bind(process.stdout);
for (const { file, publicUrl, events } of JSON.parse(readFileSync(0, 'utf8'))) {
  process.env.PUBLIC_URL = publicUrl;
  const { handler } = await import(file);
  writeSync(1, '\\nREADY\\n');
  for (const event of events) {
    const { statusCode, body, isBase64Encoded } = await handler(event, {});
    const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
    writeSync(1, '\\nANSWER ' + JSON.stringify({ status: statusCode, body: text }) + '\\n');
    process.kill(process.pid, 'SIGSTOP');
    await setImmediate();
    await setImmediate();
    writeSync(1, '\\nTHAWED\\n');
  }
}
writeSync(1, '\\nDONE\\n');
process.exit();`;

export interface Invocation {
  /** The block of the page that exports the handler. */
  readonly main: string;
  readonly publicUrl: string;
  readonly events: readonly object[];
  readonly edits?: readonly Edit[];
}

/**
 * Calls handlers of a page as the Lambda runtime does. They share a process, one after the other, because the start of Node
 * and Nest costs more than a handler.
 *
 * @returns the answers of each handler
 */
export async function invoke(
  page: string,
  name: string,
  invocations: readonly Invocation[],
): Promise<LambdaAnswer[][]> {
  const handlers = invocations.map(({ main, publicUrl, events, edits = [] }, index) => {
    const folder = writeRecipe(page, `${name}-${index}`, { edits });
    return { file: pathToFileURL(join(folder, `${main}.js`)).href, publicUrl, events };
  });
  const answers = await runHandlers(handlers);
  return handlers.map(({ events }) => answers.splice(0, events.length));
}

async function runHandlers(handlers: readonly object[]): Promise<LambdaAnswer[]> {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
  const args = ['--no-warnings', '--input-type=module', '--eval', INVOKE];
  const child = spawn(process.execPath, args, { env });
  let output = '';
  const add = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  child.stdin.end(JSON.stringify(handlers));
  const thaw = setInterval(() => child.kill('SIGCONT'), 5);
  await once(child, 'close');
  clearInterval(thaw);
  if (!output.includes('\nDONE\n')) throw new Error(output);
  return output.split('\nTHAWED\n').slice(0, -1).map(readAnswer);
}

function readAnswer(output: string): LambdaAnswer {
  const [, logged = '', answer = '', loggedLater = ''] =
    /^([\s\S]*)\nANSWER (.*)\n([\s\S]*)$/.exec(output.slice(output.indexOf('\nREADY\n') + 1)) ?? [];
  return { ...(JSON.parse(answer) as Pick<LambdaAnswer, 'status' | 'body'>), logged, loggedLater };
}
