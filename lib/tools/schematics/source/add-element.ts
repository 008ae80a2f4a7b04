import type { Edit, Range, Source } from './source.js';
import { type Style, styleOf } from './style.js';

interface Placement {
  /** Whether a list on one line stays on one line. */
  readonly inline?: boolean;
  readonly first?: boolean;
}

/** Adds an element inside brackets. Comments and layout stay unchanged. */
export function addElement(
  source: Source,
  inside: Range,
  element: string,
  { inline = false, first = false }: Placement = {},
): Edit[] {
  const elements = source.elements(inside);
  const style = styleOf(source);
  if (source.textOf(inside).includes('\n')) {
    const lineStart =
      style.newline +
      innerIndentation(source, inside.start, elements[0]?.start ?? inside.start, style.indent);
    const line = lineStart + indented(element, lineStart, style);
    const { start } = inside;
    if (first && elements.length > 0) return [{ start, end: start, text: `${line},` }];
    return addLastLine(source, inside, elements.length === 0, line);
  }
  if (inline) return addInline(source, inside, elements, element);
  const kept = elementsWithComments(source, inside, elements.length);
  const lines =
    elements.length === 0 ? [[...kept, element].join(' ')] : first ? [element, ...kept] : [...kept, element];
  return [{ ...inside, text: onLines(source, inside, lines, style) }];
}

/** Splits a list on one line at its commas. A comment after the last comma stays with the last element. */
function elementsWithComments(source: Source, inside: Range, count: number): string[] {
  const commas = source.commas(inside);
  const starts = [inside.start, ...commas.map((comma) => comma + 1)];
  const parts = starts.map((start, index) => source.text.slice(start, commas[index] ?? inside.end).trim());
  const afterLast = parts[count] ?? '';
  if (count === 0 || afterLast === '') return parts.filter((part) => part !== '');
  return [...parts.slice(0, count - 1), `${parts[count - 1] ?? ''} ${afterLast}`];
}

function onLines(source: Source, { start }: Range, lines: readonly string[], style: Style): string {
  const outer = source.indentationAt(start);
  const inner = style.newline + outer + style.indent;
  return lines.map((line) => `${inner}${indented(line, inner, style)},`).join('') + style.newline + outer;
}

function indented(element: string, lineStart: string, { newline }: Style): string {
  return element.replaceAll(newline, lineStart);
}

function addInline(source: Source, inside: Range, elements: readonly Range[], element: string): Edit[] {
  const last = source.trim(inside).end;
  if (elements.length > 0) {
    const comma = source.masked[last - 1] === ',' ? '' : ',';
    return [{ start: last, end: last, text: `${comma} ${element}` }];
  }
  const comment = source.textOf(inside).trim();
  return [{ ...inside, text: comment === '' ? ` ${element} ` : ` ${comment} ${element} ` }];
}

function addLastLine(source: Source, inside: Range, isOnly: boolean, line: string): Edit[] {
  const afterCode = source.trim(inside).end;
  const afterText = inside.start + source.textOf(inside).trimEnd().length;
  const hasTrailingComma = isOnly || source.masked[afterCode - 1] === ',';
  const comma = hasTrailingComma ? [] : [{ start: afterCode, end: afterCode, text: ',' }];
  return [...comma, { start: afterText, end: afterText, text: hasTrailingComma ? `${line},` : line }];
}

function innerIndentation(source: Source, start: number, first: number, indent: string): string {
  const isOnItsLine = source.text.slice(start, first).includes('\n');
  return isOnItsLine ? source.indentationAt(first) : source.indentationAt(start) + indent;
}
