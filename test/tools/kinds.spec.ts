import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as testing from 'nestjs-signalwire-webhook/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

import { WEBHOOK_KINDS as CLI_KINDS } from '../../lib/tools/cli/fixture-kinds.js';
import { WEBHOOK_KINDS as CONTROLLER_KINDS } from '../../lib/tools/schematics/controller-kinds.js';
import {
  controllerCode,
  controllerNames,
  controllerTest,
} from '../../lib/tools/schematics/webhook-controller.js';
import { CALLING_EVENT_TYPES, KNOWN_KINDS, webhookKind } from '../../lib/webhooks/webhook-kind.js';
import { stopPrograms } from '../support/program.js';
import { runProgram } from '../support/run-program.js';

// One test compiles, others start processes.
jest.setTimeout(120_000);

const root = join(import.meta.dirname, '../..');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinds-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

/** Any event of a type that this version does not know, so it has no fixture. */
const WITHOUT_FIXTURE = 'calling.unknown';
const kinds = [...KNOWN_KINDS].filter((kind) => kind !== WITHOUT_FIXTURE).sort();

test('--as, nest g and webhookKind know the same kinds', () => {
  const eventTypes: readonly string[] = CALLING_EVENT_TYPES;
  expect(
    Object.keys(CLI_KINDS)
      .filter((kind) => !eventTypes.includes(kind))
      .sort(),
  ).toEqual(kinds);
  expect(Object.keys(CONTROLLER_KINDS).sort()).toEqual(kinds);
  expect(Object.keys(CLI_KINDS)).toEqual(expect.arrayContaining([...eventTypes]));
});

test('every fixture belongs to a kind', () => {
  const others = ['WebhookTestClient', 'overrideSignalWireWebhook'];
  const fixtures = Object.keys(testing).filter((name) => !others.includes(name));
  expect(
    Object.values(CONTROLLER_KINDS)
      .map(({ fixture }) => fixture)
      .sort(),
  ).toEqual(fixtures.sort());
});

test.each(Object.entries(CLI_KINDS))('--as %s makes a webhook of this kind', (name, { type, make }) => {
  const expected = KNOWN_KINDS.has(name) ? name : 'calling.event';
  expect(webhookKind(make({}))).toBe(expected);
  if (KNOWN_KINDS.has(name)) expect(CONTROLLER_KINDS[name]?.encoding).toBe(type);
});

describe('sign', () => {
  test.each(['fax.receive', 'ai.swaig', 'voice.pay-connector', '10dlc', 'calling.event', 'calling.call.fax'])(
    '--as %s',
    async (kind) => {
      const args = ['sign', 'https://example.com/hook', '--as', kind, '--json'];
      const { code, output } = await runProgram(args, folder);
      const { body } = JSON.parse(output) as { body: string };
      const payload: unknown = body.startsWith('{')
        ? JSON.parse(body)
        : Object.fromEntries(new URLSearchParams(body));
      expect([code, webhookKind(payload)]).toEqual([0, KNOWN_KINDS.has(kind) ? kind : 'calling.event']);
    },
  );

  test('--help lists every kind', async () => {
    const { output } = await runProgram(['sign', '--help'], folder);
    for (const kind of Object.keys(CLI_KINDS)) expect(output).toMatch(new RegExp(`[ ,]${kind}(?:,|\\n)`));
  });
});

test('the code that nest g generates compiles for every kind', () => {
  const files = new Map<string, string>();
  for (const [kind, parts] of Object.entries(CONTROLLER_KINDS)) {
    const names = controllerNames(`k-${kind.replace('.', '-')}`, '.js');
    const path = join(root, 'test', `${names.name}.controller`);
    files.set(`${path}.ts`, controllerCode(parts, names));
    files.set(
      `${path}.spec.ts`,
      `import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';\n${controllerTest(parts, names, { runner: 'jest', adapter: 'express' })}`,
    );
  }
  expect(compile(files)).toEqual([]);
});

/** Returns the errors of files that exist in memory only. */
function compile(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const disk = { ...host };
  host.readFile = (path) => files.get(path) ?? disk.readFile(path);
  host.fileExists = (path) => files.has(path) || disk.fileExists(path);
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true }, host);
  const diagnostics = [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return diagnostics.map(
    ({ file, messageText }) =>
      `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}
