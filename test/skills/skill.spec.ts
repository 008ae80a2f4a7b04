import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Environment } from '../../lib/tools/cli/environment.js';
import { run } from '../../lib/tools/cli/run.js';
import type { Painted, Terminal } from '../../lib/tools/cli/terminal.js';
import { CATALOGUE } from '../../lib/diagnosis/catalogue/catalogue.js';

const root = join(import.meta.dirname, '../..');
const skill = readFileSync(join(root, 'skills/nestjs-signalwire-webhook/SKILL.md'), 'utf8');
const commands = [...skill.matchAll(/^npx signalwire-webhook (.+)$/gm)].map(([, command = '']) => command);

async function help(command: string): Promise<string> {
  let printed = '';
  const print = (...parts: readonly (string | Painted)[]) => {
    printed += `${parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')}\n`;
  };
  const terminal: Terminal = {
    environment: new Environment({}, root),
    print,
    printError: print,
    progress: () => undefined,
    input: (async function* () {})(),
    onInterrupt: () => undefined,
  };
  expect(await run([command, '--help'], terminal)).toBe(0);
  return printed;
}

/** The names in the first column of the table that begins with a heading. */
function firstColumn(heading: string): string[] {
  const [, table = ''] = new RegExp(`^\\| ${heading} .*\\n((?:\\|.*\\n)+)`, 'm').exec(skill) ?? [];
  return table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name));
}

/** The members of a union of texts, as the source has them. */
function union(file: string, name: string): string[] {
  const [, members = ''] =
    new RegExp(`type ${name} =([^;]*);`).exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return [...members.matchAll(/'([\w-]+)'/g)].map(([, member = '']) => member);
}

describe('the skill for agents', () => {
  test('says what it is and when it is of use', () => {
    const [, matter = ''] = /^---\n([\s\S]*?)\n---\n/.exec(skill) ?? [];
    expect(matter).toMatch(/^name: nestjs-signalwire-webhook$/m);
    const [, description = ''] = /^description: (.+)$/m.exec(matter) ?? [];
    expect(description.length).toBeGreaterThan(100);
    expect(description.length).toBeLessThan(1_024);
    expect(skill.split('\n').length).toBeLessThan(200);
  });

  test.each(commands)('npx signalwire-webhook %s: the program has it and its options', async (line) => {
    const [command = '', ...args] = line.split(' ');
    const text = await help(command);
    const unknown = args
      .filter((arg) => arg.startsWith('--'))
      .filter((option) => !new RegExp(`${option}[ ,\\]\\n]`).test(text));
    expect(unknown).toEqual([]);
  });

  test('uses each command that a search for a cause needs', () => {
    const used = commands.map((command) => command.split(' ')[0]);
    expect(used).toEqual(expect.arrayContaining(['send', 'listen', 'verify', 'diagnose', 'replay']));
  });

  test('names each reason of a rejection, and no other', () => {
    const reasons = [
      ...union('lib/signalwire-webhook.exception.ts', 'RejectionReason'),
      ...union('lib/signature/webhook-request.ts', 'SignatureRejectionReason'),
      ...union('lib/signature/url-token/verify-url-token.ts', 'UrlTokenRejectionReason'),
    ];
    expect(reasons.length).toBeGreaterThan(14);
    expect(firstColumn('Reason').sort()).toEqual([...new Set(reasons)].sort());
  });

  test('names findings that a diagnosis has', () => {
    const findings = firstColumn('Finding');
    expect(findings.length).toBeGreaterThan(10);
    expect(findings.filter((code) => !Object.hasOwn(CATALOGUE, code))).toEqual([]);
  });
});
