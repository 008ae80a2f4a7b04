import type { Range, Source } from './source.js';

const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
const DECLARATION = /(?<![.\w$])(?:const|let|var|using|class|function|enum|namespace|module|import)\s*\*?$/;
const VARIABLE = /(?<![.\w$])(?:const|let|var|using)$/;
const ASSIGNMENT = /^(?:=(?![=>])|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*/%&|^])=|\+\+|--)/;
const CONDITION = /(?<![.\w$])(?:if|while|for|switch|with)$/;

/** Where a name stands for itself, and not for a property of that name. */
export function usesOf(source: Source, name: string): Range[] {
  return [...source.masked.matchAll(NAME)]
    .filter(({ 0: word, index }) => word === name && !isProperty(source, index))
    .map(({ index }) => ({ start: index, end: index + name.length }));
}

/**
 * Where the file gives the name a meaning other than by an import: each declaration, parameter and assignment. What
 * only a parser can tell counts as one.
 */
export function bindingsOf(source: Source, name: string): Range[] {
  return usesOf(source, name).filter((use) => !isImport(source, use) && isBinding(source, use));
}

/** Whether an `import` statement gives the name its meaning there. */
export function isImport(source: Source, { start, end }: Range): boolean {
  if (source.codeAfter(end).startsWith('=')) return false;
  const before = source.codeBefore(start);
  return /(?:^|[;\n])\s*import\b(?!\s*[.(])[^;(){}'"=]*(?:\{[^;(){}'"]*)?$/.test(before);
}

/** Whether the name is declared there by `const`, `let` or `var`, and not in a pattern. */
export function isVariable(source: Source, { start }: Range): boolean {
  return VARIABLE.test(source.codeBefore(start));
}

function isProperty(source: Source, index: number): boolean {
  return /(?:^|[^.])\.$|#$/.test(source.codeBefore(index).slice(-2));
}

function isBinding(source: Source, { start, end }: Range): boolean {
  const before = source.codeBefore(start);
  const after = source.codeAfter(end);
  if (DECLARATION.test(before) || after.startsWith('=>')) return true;
  if (ASSIGNMENT.test(after) || /\+\+$|--$/.test(before)) return true;
  return isInPattern(source, start);
}

/** Whether the name is a parameter, or a variable in a pattern such as `const { a: [name] } = …`. */
function isInPattern(source: Source, index: number): boolean {
  let position = index;
  for (const open of source.bracketsAround(index)) {
    const before = source.codeBefore(position);
    if (source.masked[open] === '(') return isParameter(before) && isParameterList(source, open);
    if (!/[[{(,:]$|\.\.\.$/.test(before)) return false;
    const after = source.codeAfter(source.inside(open).end + 1);
    if (VARIABLE.test(source.codeBefore(open)) || /^(?:=(?![=>])|(?:of|in)\b)/.test(after)) return true;
    position = open;
  }
  return false;
}

/** By what is before it inside the parentheses: not a type or a default value. */
function isParameter(before: string): boolean {
  return /[(,)]$|\.\.\.$|\b(?:public|private|protected|readonly|override)$/.test(before);
}

function isParameterList(source: Source, open: number): boolean {
  const before = withoutTypeArguments(source.codeBefore(open));
  const after = source.codeAfter(source.inside(open).end + 1);
  if (after.startsWith('=>') || /(?<![.\w$])catch$/.test(before)) return true;
  if (/\.\s*[\w$]+$|\bnew\s+[\w$.]+$/.test(before) || CONDITION.test(before)) return false;
  return /^[{:]/.test(after);
}

function withoutTypeArguments(code: string): string {
  if (!code.endsWith('>')) return code;
  let depth = 0;
  for (let index = code.length - 1; index >= 0; index--) {
    if (code[index] === '>' && code[index - 1] !== '=') depth += 1;
    if (code[index] === '<') depth -= 1;
    if (depth === 0) return code.slice(0, index).trimEnd();
  }
  return code;
}
