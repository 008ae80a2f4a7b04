import { fail } from './errors.js';
import { addElement } from './source/add-element.js';
import { importedName, isInImport } from './source/imports.js';
import { bindingsOf, isVariable, usesOf } from './source/names.js';
import { objectLiteral, spreadsOf, valueOf } from './source/properties.js';
import { type Edit, type Range, Source } from './source/source.js';

const CREATE = /^\s*\.\s*create\b\s*/;
const OTHER_CREATE = /^\s*\.\s*create(?:Microservice|ApplicationContext)\b/;
const RAW_BODY = 'rawBody: true';
const NEW_ADAPTER = /^new\s+[\w$.]*Adapter\s*[<(]/;

/** Sets `rawBody: true` in each `NestFactory.create` of an application's entry file. */
export function addRawBody(text: string): string {
  return createCalls(new Source(text)).reduce((edited, _, index) => {
    const source = new Source(edited);
    const call = createCalls(source)[index];
    return call ? source.apply(editsOfCall(source, call)) : edited;
  }, text);
}

/** Returns the local name of the module in the calls of `NestFactory.create`. */
export function rootModuleName(text: string): string {
  const source = new Source(text);
  const names = createCalls(source).map((call) => {
    const [first] = source.elements(call);
    const [, name] = (first && /^([\w$]+)(?:\s*\.\s*[\w$]+\s*\(|$)/.exec(source.codeOf(first))) ?? [];
    return name ?? fail('NestFactory.create is not called with the name of a module');
  });
  if (new Set(names).size > 1) fail('NestFactory.create is called with several modules');
  const [name = ''] = names;
  if (bindingsOf(source, name).length > (importedName(source, name) ? 0 : 1))
    fail(`NestFactory.create is called with the module ${name}, and ${name} is declared more than once`);
  return name;
}

/** Returns each value of `bodyParser: false`, with which Nest does not add body parsers. */
export function disabledBodyParsers(source: Source): Range[] {
  return createCalls(source).flatMap((call) => {
    const options = optionsOfCall(source, call);
    const value = options && valueOf(source, options, 'bodyParser');
    return value && source.codeOf(value) === 'false' ? [value] : [];
  });
}

/** Returns the range inside the parentheses of each call. */
function createCalls(source: Source): Range[] {
  const imported = importedName(source, 'NestFactory');
  if (imported?.specifier !== '@nestjs/core' || imported.exported !== 'NestFactory' || imported.isType)
    fail("it does not import NestFactory from '@nestjs/core'");
  const uses = usesOf(source, 'NestFactory').filter(({ start }) => !isInImport(source, start));
  const calls = uses.flatMap(({ end }) => {
    const rest = source.masked.slice(end);
    if (OTHER_CREATE.test(rest)) return [];
    const [create] = CREATE.exec(rest) ?? fail('it uses NestFactory without NestFactory.create(…)');
    const open = source.afterTypeArguments(end + create.length);
    return source.masked[open] === '(' ? [source.inside(open)] : fail('NestFactory.create is not called');
  });
  return calls.length > 0 ? calls : fail('it does not call NestFactory.create');
}

function editsOfCall(source: Source, call: Range): Edit[] {
  const options = optionsOfCall(source, call);
  return options
    ? addToOptions(source, options)
    : addElement(source, call, `{ ${RAW_BODY} }`, { inline: true });
}

/** Returns the range inside the object literal of the options, or undefined without options. */
function optionsOfCall(source: Source, call: Range): Range | undefined {
  const [, second, third, ...more] = source.elements(call);
  if (more.length > 0) fail('NestFactory.create has more than three arguments');
  if (third) return optionsOf(source, third);
  return second && !isAdapter(source, second) ? optionsOf(source, second) : undefined;
}

function isAdapter(source: Source, argument: Range): boolean {
  if (NEW_ADAPTER.test(source.codeOf(argument))) return true;
  const name = nameOf(source, argument);
  const [declaration, ...others] = name === undefined ? [] : bindingsOf(source, name);
  if (!declaration || others.length > 0 || !isInScope(source, declaration, argument)) return false;
  const value = initializerOf(source, declaration);
  return value !== undefined && NEW_ADAPTER.test(source.codeOf(value));
}

function optionsOf(source: Source, argument: Range): Range {
  const name = nameOf(source, argument);
  const value = name === undefined ? argument : valueOfVariable(source, argument, name);
  return (
    (value && objectLiteral(source, value)) ??
    fail(
      'the options of NestFactory.create are not an object literal in the call or in a variable of this file',
    )
  );
}

/** Returns the initial value of a variable that the file cannot change or hide. */
function valueOfVariable(source: Source, argument: Range, name: string): Range | undefined {
  const uses = usesOf(source, name);
  const declaration = uses.find((use) => isVariable(source, use));
  if (!declaration || !isInScope(source, declaration, argument)) return undefined;
  const passed = createCalls(source)
    .flatMap((call) => source.elements(call))
    .filter((each) => nameOf(source, each) === name);
  const isPassed = (use: Range) => passed.some(({ start }) => start === use.start);
  const isExported = source.endsWith(declaration.start, /(?<=\bexport\s+\w+)/y);
  const isChanged = uses.some((use) => use !== declaration && !isPassed(use) && !isRead(source, use));
  if (isChanged || isExported)
    fail(`the options of NestFactory.create are in the variable ${name}, which may be changed or hidden`);
  return initializerOf(source, declaration);
}

/** Returns whether a use only reads a property that `nest add` does not set. */
function isRead(source: Source, { start, end }: Range): boolean {
  const [property] = /^\??\.\s*(?!rawBody\b|bodyParser\b)[\w$]+/.exec(source.codeAfter(end)) ?? [];
  return property !== undefined || source.endsWith(start, /(?<=(?<![.\w$])typeof)/y);
}

function nameOf(source: Source, range: Range): string | undefined {
  const code = source.codeOf(range);
  return /^[\w$]+$/.test(code) ? code : undefined;
}

function isInScope(source: Source, declaration: Range, use: Range): boolean {
  const [scope] = source.bracketsAround(declaration.start);
  return scope === undefined || [...source.bracketsAround(use.start)].includes(scope);
}

function initializerOf(source: Source, { end }: Range): Range | undefined {
  const [sign] = /^\s*(?::[^=;]*)?=\s*/.exec(source.masked.slice(end)) ?? [];
  return sign === undefined ? undefined : source.expressionAt(end + sign.length);
}

function addToOptions(source: Source, options: Range): Edit[] {
  const bodyParser = valueOf(source, options, 'bodyParser');
  if (bodyParser && !/^(?:true|false)$/.test(source.codeOf(bodyParser)))
    fail('its bodyParser is neither true nor false');
  const rawBody = valueOf(source, options, 'rawBody');
  if (!rawBody) return addElement(source, options, RAW_BODY, { inline: true });
  if (spreadsOf(source, options).some(({ start }) => start > rawBody.start))
    fail('a spread after its rawBody may replace it');
  const value = source.codeOf(rawBody);
  if (value === 'true') return [];
  return value === 'false' ? [{ ...rawBody, text: 'true' }] : fail('its rawBody is neither true nor false');
}
