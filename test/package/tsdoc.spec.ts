import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  root,
);
/** The entries by name, with their sources. */
const sources = new Map(
  Object.entries(options.paths ?? {})
    .filter(([name]) => name.startsWith('nestjs-signalwire-webhook'))
    .map(([name, [source = '']]) => [name.split('/')[1] ?? 'index', join(root, source)]),
);
const entries = [...sources.keys()];

/** The public names of one entry and their members, each with its documentation and its tags. */
type Documentation = ReadonlyMap<string, string>;

function documentationOf(fileOf: (entry: string) => string): (entry: string) => Documentation {
  const program = ts.createProgram(entries.map(fileOf), options);
  const checker = program.getTypeChecker();
  const textOf = (symbol: ts.Symbol) =>
    [
      ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      ...symbol.getJsDocTags(checker).map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`),
    ]
      .join(' ')
      .replace(/\s+/g, '');
  return (entry) => {
    const source = program.getSourceFile(fileOf(entry));
    const module = source && checker.getSymbolAtLocation(source);
    return new Map(
      (module ? checker.getExportsOfModule(module) : []).flatMap((symbol): [string, string][] => {
        const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const members = [...(declared.members ?? [])].filter(([, member]) => isPublic(member));
        return [
          [symbol.name, textOf(declared)],
          ...members.map(([, member]): [string, string] => [`${symbol.name}.${member.name}`, textOf(member)]),
        ];
      }),
    );
  };
}

function isPublic(member: ts.Symbol): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const declarations = member.declarations ?? [];
  return declarations.some((each) => !(ts.getCombinedModifierFlags(each) & hidden));
}

const reports = readdirSync(join(root, 'api')).filter((name) => name.endsWith('.api.md'));

test.each(reports)('api/%s has a text for each name and member', (report) => {
  const lines = readFileSync(join(root, 'api', report), 'utf8').split('\n');
  const undocumented = lines.flatMap((line, index) => (line.includes('(undocumented)') ? [index + 1] : []));
  expect(undocumented).toEqual([]);
});

const payloadFiles = readdirSync(join(root, 'lib/webhooks'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('lib/webhooks', name));

type Field = ts.PropertySignature | ts.IndexSignatureDeclaration;

/** Includes the fields of objects in fields, which the reports do not mark. */
function fieldsIn(node: ts.Node): Field[] {
  const nested = node.getChildren().flatMap(fieldsIn);
  return ts.isPropertySignature(node) || ts.isIndexSignatureDeclaration(node) ? [node, ...nested] : nested;
}

test('every field of a payload has a text, in nested objects too', () => {
  const fields = payloadFiles.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return fieldsIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  });
  expect(fields.length).toBeGreaterThan(500);
  const silent = fields.filter((field) => ts.getJSDocCommentsAndTags(field).length === 0);
  expect(silent.map((field) => `${field.getSourceFile().fileName}: ${field.getText()}`)).toEqual([]);
});

const inSource = documentationOf((entry) => sources.get(entry) ?? '');

test.each(entries)('%s: every public name says what it is', (entry) => {
  const names = [...inSource(entry)].filter(([name]) => !name.includes('.'));
  expect(names.length).toBeGreaterThan(0);
  expect(names.flatMap(([name, text]) => (/^\s*(?:@|$)/.test(text) ? [name] : []))).toEqual([]);
});

describe.each(['dist/esm', 'dist/cjs'])('%s', (folder) => {
  const inTypes = documentationOf((entry) => join(root, folder, `${entry}.d.ts`));

  test.each(entries)('%s: the types keep the documentation', (entry) => {
    const documented = [...inSource(entry)].filter(([, text]) => text.trim() !== '');
    const kept = inTypes(entry);
    expect(documented.filter(([name, text]) => kept.get(name) !== text)).toEqual([]);
  });
});

test.each(['dist/esm', 'dist/cjs'])('%s: no text is behind a field, where no editor shows it', (name) => {
  const folder = join(root, name);
  const files = readdirSync(folder).filter((name) => name.endsWith('.d.ts'));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  expect(lines.length).toBeGreaterThan(5_000);
  expect(lines.filter((line) => /\S\s*\/\*\*.*\*\/$/.test(line))).toEqual([]);
});
