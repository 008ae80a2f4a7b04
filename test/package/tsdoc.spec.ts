import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import ts from 'typescript';

const lib = join(import.meta.dirname, '../../lib');
const entries = [
  'index.ts',
  'opentelemetry/index.ts',
  'postgres/index.ts',
  'redis/index.ts',
  'signature/index.ts',
  'testing/index.ts',
].map((entry) => join(lib, entry));
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(lib, '../tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  join(lib, '..'),
);
const program = ts.createProgram(entries, options);
const checker = program.getTypeChecker();

function exportsOf(entry: string): ts.Symbol[] {
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  return module ? checker.getExportsOfModule(module) : [];
}

function hasDocumentation(symbol: ts.Symbol): boolean {
  const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return ts.displayPartsToString(declared.getDocumentationComment(checker)).trim() !== '';
}

test.each(entries)('%s: every public name says what it is', (entry) => {
  const symbols = exportsOf(entry);
  expect(symbols.length).toBeGreaterThan(entry.endsWith('opentelemetry/index.ts') ? 0 : 5);
  expect(symbols.filter((symbol) => !hasDocumentation(symbol)).map(({ name }) => name)).toEqual([]);
});
