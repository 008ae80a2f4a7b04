import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const LONG = 'The guard verifies the request and '.repeat(6) + 'calls the handler.';

interface Message {
  readonly ruleId: string;
  readonly line: number;
}

interface Result {
  readonly filePath: string;
  readonly messages: readonly Message[];
}

/** Returns rule and line of each finding, by file. */
async function lint(files: Readonly<Record<string, string>>): Promise<Map<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'prose-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const args = [
      'node_modules/textlint/bin/textlint.js',
      '--config=.textlintrc.cjs',
      '--format=json',
      folder,
    ];
    const output = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, args, { cwd: root }, (_error, stdout, stderr) => {
        if (stdout) resolve(stdout);
        else reject(new Error(stderr));
      });
    });
    const results = JSON.parse(output) as readonly Result[];
    return new Map(
      results.map(({ filePath, messages }) => [
        basename(filePath),
        messages.map(({ ruleId, line }) => [ruleId, line]),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('npm run lint:prose reads', () => {
  const word = [['terminology', 2]];
  const length = [['sentence-length', 2]];

  const cases = [
    ['a page', 'page.md', '# Title\nA refused webhook gets 403.\n', word],
    ['code in a page', 'page.md', '# Title\nThe value `refused` is an outcome.\n', []],
    ['a line comment', 'code.ts', 'export {};\n// A stranger cannot sign a request.\n', word],
    ['TSDoc', 'code.ts', '/**\n * Returns what the guard refused.\n */\nexport const a = 1;\n', word],
    [
      'the text of a TSDoc tag',
      'code.ts',
      '/**\n * @param a - the refused request\n */\nexport const a = 1;\n',
      word,
    ],
    [
      'an example in TSDoc',
      'code.ts',
      "/**\n * @example\n * log('the request was refused here')\n */\nexport const a = 1;\n",
      [],
    ],
    ['a message', 'code.ts', "export const a =\n  'The guard refused the request.';\n", word],
    [
      'a message with a value',
      'code.ts',
      'export const a = (b: string) =>\n  `The guard refused ${b}.`;\n',
      word,
    ],
    [
      'the text of a value',
      'code.ts',
      'export const a = (refused: string) =>\n  `The guard sees ${refused} as text.`;\n',
      [],
    ],
    ['an identifier', 'code.ts', "export const a =\n  ['refused', 'stranger'];\n", []],
    ['a long sentence of a page', 'page.md', `# Title\n${LONG}\n`, length],
    [
      'a long comment over two lines',
      'code.ts',
      `export {};\n// ${LONG.slice(0, 105)}\n// ${LONG.slice(105)}\n`,
      length,
    ],
    [
      'a long message in two parts',
      'code.ts',
      `export const a =\n  '${LONG.slice(0, 105)}' +\n  '${LONG.slice(105)}';\n`,
      length,
    ],
    [
      'two short sentences',
      'code.ts',
      `export {};\n// The guard is called.\n// The handler is called.\n`,
      [],
    ],
  ] as const;
  let results: Map<string, unknown>;

  beforeAll(async () => {
    results = await lint(
      Object.fromEntries(cases.map(([, filename, text], index) => [`${index}-${filename}`, text])),
    );
  }, 60_000);

  test.each(cases.map((values, index) => [values[0], `${index}-${values[1]}`, values[3]] as const))(
    '%s',
    (_name, filename, findings) => {
      expect(results.get(filename)).toEqual(findings);
    },
  );
});
