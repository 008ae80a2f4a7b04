import { isInImport } from './imports.js';
import type { Range, Source } from './source.js';

const NAME_CHARACTER = '[\\p{ID_Continue}$\\u200c\\u200d]';
const DECLARATION =
  /(?<=(?<![.\w$])(?:const|let|var|using|class|function|enum|namespace|module|import)\s*\*?)/y;
const VARIABLE = /(?<=(?<![.\w$])(?:const|let|var|using))/y;
const ASSIGNMENT = /^(?:=(?![=>])|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*/%&|^])=|\+\+|--)/;
const PROPERTY = /(?<=(?<!\.)\.|#)/y;
const STEP = /(?<=\+\+|--)/y;
const IN_PATTERN = /(?<=[[{(,:]|\.\.\.)/y;
const PARAMETER = /(?<=[(,)]|\.\.\.|\b(?:public|private|protected|readonly|override))/y;
const CALLEE = /(?<=\.\s*[\w$]+|\bnew\s+[\w$.]+|(?<![.\w$])(?:if|while|for|switch|with))/y;

/** Returns the source of a pattern for a whole name of TypeScript. The expression needs the flag `u`. */
export function namePattern(name: string): string {
  return `(?<!${NAME_CHARACTER})${name.replaceAll('$', '\\$')}(?!${NAME_CHARACTER})`;
}

/** Returns the uses of a name, without properties of this name. */
export function usesOf(source: Source, name: string): Range[] {
  return [...source.masked.matchAll(new RegExp(namePattern(name), 'gu'))]
    .filter(({ index }) => !source.endsWith(index, PROPERTY))
    .map(({ index }) => ({ start: index, end: index + name.length }));
}

/**
 * Returns each declaration, parameter and assignment of a name, except its import. A use is included if only a parser
 * can tell.
 */
export function bindingsOf(source: Source, name: string): Range[] {
  return usesOf(source, name).filter((use) => !isInImport(source, use.start) && isBinding(source, use));
}

/** Returns whether `const`, `let` or `var` declares a name at this use, without a pattern. */
export function isVariable(source: Source, { start }: Range): boolean {
  return source.endsWith(start, VARIABLE);
}

function isBinding(source: Source, { start, end }: Range): boolean {
  const after = source.codeAfter(end);
  if (source.endsWith(start, DECLARATION) || after.startsWith('=>')) return true;
  if (ASSIGNMENT.test(after) || source.endsWith(start, STEP)) return true;
  return isInPattern(source, start);
}

/** Returns whether a name is a parameter, or a variable in a pattern such as `const { a: [name] } = …`. */
function isInPattern(source: Source, index: number): boolean {
  let position = index;
  for (const open of source.bracketsAround(index)) {
    if (source.masked[open] === '(')
      return source.endsWith(position, PARAMETER) && isParameterList(source, open);
    if (!source.endsWith(position, IN_PATTERN)) return false;
    const after = source.codeAfter(source.inside(open).end + 1);
    if (source.endsWith(open, VARIABLE) || /^(?:=(?![=>])|(?:of|in)\b)/.test(after)) return true;
    position = open;
  }
  return false;
}

function isParameterList(source: Source, open: number): boolean {
  const after = source.codeAfter(source.inside(open).end + 1);
  if (after.startsWith('=>')) return true;
  return /^[{:]/.test(after) && !source.endsWith(source.beforeTypeArguments(open), CALLEE);
}
