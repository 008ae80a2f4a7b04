import { NotUnderstoodError } from '../not-understood.error.js';

const BEFORE_REGEXP =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await))\s*$/;
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^/\\[\r\n])+\/\w*/y;
const STRING = /'(?:\\[^]|[^'\\\r\n])*'|"(?:\\[^]|[^"\\\r\n])*"/y;
const COMMENT = /\/\/[^\r\n]*|\/\*[^]*?\*\//y;

/**
 * The same text with spaces for comments and for what is inside strings, templates and regular expressions. Each
 * character keeps its place, so patterns and brackets that are found in it are code, at the same index of the source.
 */
export function maskSource(source: string): string {
  let masked = '';
  while (masked.length < source.length) {
    const start = masked.length;
    const end = endOfOpaque(source, start);
    masked += end === undefined ? source.charAt(start) : blank(source.slice(start, end));
  }
  return masked;
}

function blank(text: string): string {
  const spaces = text.replace(/[^\r\n]/g, ' ');
  const isComment = text.startsWith('//') || text.startsWith('/*');
  return isComment ? spaces : text.charAt(0) + spaces.slice(1, -1) + text.charAt(0);
}

/** Where the comment, string, template or regular expression ends that starts here, if one does. */
function endOfOpaque(source: string, start: number): number | undefined {
  switch (source[start]) {
    case "'":
    case '"':
      return endOf(STRING, source, start) ?? fail('a string without an end');
    case '`':
      return endOfTemplate(source, start);
    case '/':
      return endOf(COMMENT, source, start) ?? endOfRegExp(source, start);
    default:
      return undefined;
  }
}

function endOf(pattern: RegExp, source: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}

function endOfRegExp(source: string, start: number): number | undefined {
  if (source[start + 1] === '*') return fail('a comment without an end');
  const before = source.slice(Math.max(0, start - 40), start);
  return BEFORE_REGEXP.test(before) ? endOf(REGEXP, source, start) : undefined;
}

function endOfTemplate(source: string, start: number): number {
  let index = start + 1;
  while (index < source.length) {
    if (source[index] === '`') return index + 1;
    if (source[index] === '\\') index += 2;
    else if (source.startsWith('${', index)) index = endOfPlaceholder(source, index + 2);
    else index += 1;
  }
  return fail('a template without an end');
}

function endOfPlaceholder(source: string, start: number): number {
  let depth = 1;
  let index = start;
  while (index < source.length && depth > 0) {
    if (source[index] === '{') depth += 1;
    if (source[index] === '}') depth -= 1;
    index = endOfOpaque(source, index) ?? index + 1;
  }
  return index;
}

function fail(what: string): never {
  throw new NotUnderstoodError(`it has ${what}`);
}
