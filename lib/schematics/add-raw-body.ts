import { NotUnderstoodError } from './not-understood.error.js';
import { addElement } from './source/add-element.js';
import { importedName } from './source/imports.js';
import { objectLiteral, valueOf } from './source/properties.js';
import { type Edit, type Range, Source } from './source/source.js';
import { styleOf } from './source/style.js';

const CREATE = /\bNestFactory\s*\.\s*create\b\s*/g;
const RAW_BODY = 'rawBody: true';
const NEW_ADAPTER = /^new\s+[\w$.]*Adapter\s*[<(]/;

/** Sets `rawBody: true` in each `NestFactory.create` of an application's entry file. */
export function addRawBody(text: string): string {
  const calls = createCalls(new Source(text));
  return calls.reduce((edited, _, index) => addToCall(edited, index), text);
}

/** The local name of the module that `NestFactory.create` is called with. */
export function rootModuleName(text: string): string {
  const source = new Source(text);
  const names = createCalls(source).map((call) => {
    const [first] = source.elements(call);
    const [, name] = (first && /^([\w$]+)(?:\s*\.\s*[\w$]+\s*\(|$)/.exec(source.codeOf(first))) ?? [];
    return name ?? fail('NestFactory.create is not called with the name of a module');
  });
  if (new Set(names).size > 1) fail('NestFactory.create is called with several modules');
  return names[0] ?? '';
}

/** What is inside the parentheses of each call. */
function createCalls(source: Source): Range[] {
  if (importedName(source, 'NestFactory')?.specifier !== '@nestjs/core')
    fail("it does not import NestFactory from '@nestjs/core'");
  const calls = [...source.masked.matchAll(CREATE)].map(({ index, 0: { length } }) => {
    const open = afterTypeArguments(source, index + length);
    return source.masked[open] === '(' ? source.inside(open) : fail('NestFactory.create is not called');
  });
  return calls.length > 0 ? calls : fail('it does not call NestFactory.create');
}

function afterTypeArguments({ masked }: Source, start: number): number {
  if (masked[start] !== '<') return start;
  let depth = 0;
  for (let index = start; index < masked.length; index++) {
    if (masked[index] === '<') depth += 1;
    if (masked[index] === '>' && masked[index - 1] !== '=') depth -= 1;
    if (depth === 0) return masked.length - masked.slice(index + 1).trimStart().length;
  }
  return fail('the type arguments of NestFactory.create do not end');
}

function addToCall(text: string, index: number): string {
  const source = new Source(text);
  const call = createCalls(source)[index];
  return call ? source.apply(editsOfCall(source, call)) : text;
}

function editsOfCall(source: Source, call: Range): Edit[] {
  const [, second, third, ...more] = source.elements(call);
  if (more.length > 0) fail('NestFactory.create has more than three arguments');
  const options = third ? optionsOf(source, third) : second && optionsOrAdapter(source, second);
  return options
    ? addToOptions(source, options)
    : addElement(source, call, `{ ${RAW_BODY} }`, styleOf(source), { inline: true });
}

/** Inside the object literal of the options; undefined for an adapter. */
function optionsOrAdapter(source: Source, argument: Range): Range | undefined {
  const value = initializerOf(source, argument);
  return NEW_ADAPTER.test(source.codeOf(value)) ? undefined : optionsOf(source, argument);
}

function optionsOf(source: Source, argument: Range): Range {
  return (
    objectLiteral(source, initializerOf(source, argument)) ??
    fail(
      'the options of NestFactory.create are not an object that is written there or in a variable of this file',
    )
  );
}

/** The value that a variable of this file is declared with, for the name of one; else the argument itself. */
function initializerOf(source: Source, argument: Range): Range {
  if (!/^[\w$]+$/.test(source.codeOf(argument))) return argument;
  const name = source.codeOf(argument).replaceAll('$', '\\$');
  if (changesOf(name).test(source.masked))
    fail('what NestFactory.create is called with may be changed after its declaration');
  const declaration = new RegExp(`\\b(?:const|let|var)\\s+${name}\\s*(?::[^=;]*)?=\\s*`, 'g');
  const [found, ...others] = [...source.masked.matchAll(declaration)];
  if (!found || others.length > 0) return argument;
  const start = found.index + found[0].length;
  const end = source.masked[start] === '{' ? source.inside(start).end + 1 : source.masked.length;
  return { start, end };
}

/** Another value for the variable, or what may set its rawBody; a read of it counts as well. */
function changesOf(name: string): RegExp {
  const assigned = `(?<!\\b(?:const|let|var)\\s+|[\\w$.])${name}\\s*(?:=(?![=>])|\\[|\\.\\s*(?:rawBody|bodyParser)\\b)`;
  return new RegExp(`${assigned}|\\bObject\\s*\\.\\s*assign\\s*\\(\\s*${name}(?![\\w$])`);
}

function addToOptions(source: Source, options: Range): Edit[] {
  const bodyParser = valueOf(source, options, 'bodyParser');
  if (bodyParser && source.codeOf(bodyParser) !== 'true')
    fail(
      'with its bodyParser option Nest keeps a raw body only by app.useBodyParser: set rawBody: true by hand',
    );
  const rawBody = valueOf(source, options, 'rawBody');
  if (!rawBody) return addElement(source, options, RAW_BODY, styleOf(source), { inline: true });
  const value = source.codeOf(rawBody);
  if (value === 'true') return [];
  return value === 'false' ? [{ ...rawBody, text: 'true' }] : fail('its rawBody is neither true nor false');
}

function fail(reason: string): never {
  throw new NotUnderstoodError(reason);
}
