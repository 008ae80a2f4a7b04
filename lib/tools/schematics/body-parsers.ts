import { readImports } from './source/imports.js';
import { usesOf } from './source/names.js';
import type { Range, Source } from './source/source.js';

export type ParserKind = 'json' | 'urlencoded' | 'raw' | 'text';

/** A body parser of Express that an application makes. */
export type BodyParser = Call & Mount;

interface Call extends Range {
  readonly kinds: readonly ParserKind[];
  /** Text of the function, such as `bodyParser.json`. */
  readonly callee: string;
  /** Text between the parentheses. */
  readonly options: string;
}

/** Call that adds a parser, such as `app.use(…)`. */
interface Mount {
  /** Empty for a parser that is not added, `apply` for a middleware of Nest, which runs after the parsers of Nest on Express. */
  readonly method: string;
  /** Text of the path argument. */
  readonly path?: string | undefined;
  /** Variable `app` of a line `app.use(json())` that adds only this parser. */
  readonly aloneOn?: string | undefined;
}

type Meaning = 'express' | 'body-parser' | ParserKind;

const JSON_TYPE = /['"`](?:(?:application\/)?json|application\/\*|\*\/\*)['"`]/;
const FORM_TYPE = /['"`](?:(?:application\/x-www-form-)?urlencoded|application\/\*|\*\/\*)['"`]/;
const KIND = /^(?:json|urlencoded|raw|text)$/;
const MEMBER =
  /^\s*(?:(?:\?\.|\.)\s*(?:default\s*\.\s*)?|\[\s*['"])(json|urlencoded|raw|text)\b(?:['"]\s*\])?/;
const PACKAGE =
  /^\(?\s*(?:await\s+)?(?:require|import)\s*\(\s*(['"])(express|body-parser)\1\s*\)\s*\)?(?:\s*\.\s*default\b)?/;
const DECLARATION = /(?<![.\w$])(?:const|let|var|import)\s+([\w$]+|\{[^{}]*\})\s*(?::[^=;]{0,200})?=\s*/g;
/** The code before `json()` in a line such as `const parser: Type = json()`. */
const DECLARED = /(?<=(?<![.\w$])(export\s+)?(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]{0,200})?=)/y;
const METHOD = /(?<=\.\s*([\w$]+))/y;
const METHOD_OF_VARIABLE = /(?<=(?<![.\w$)\]?!]\s*)\b([\w$]+)\s*\.\s*use)/y;
const ROUTE_METHOD = /^(?:all|get|post|put|patch|delete|options|head)$/;

/** Returns the parsers of a file, except those of a single route. */
export function bodyParsersOf(source: Source): BodyParser[] {
  return callsOf(source)
    .sort((a, b) => a.start - b.start)
    .flatMap((call) => {
      const mount = mountOf(source, call) ?? mountOfVariable(source, call) ?? { method: '' };
      return ROUTE_METHOD.test(mount.method) ? [] : [{ ...call, ...mount }];
    });
}

/** Returns whether a parser with these options reads the content types of webhooks. */
export function readsWebhooks(kind: ParserKind, options: string): boolean {
  const [, type] = /\btype\s*:\s*(\[[^\]]*\]|(['"`])[^'"`]*\2)/.exec(options) ?? [];
  if (kind === 'json') return type === undefined || JSON_TYPE.test(type);
  if (kind === 'urlencoded') return type === undefined || FORM_TYPE.test(type);
  if (type !== undefined) return JSON_TYPE.test(type) || FORM_TYPE.test(type);
  // A variable may contain a content type of webhooks.
  return /\btype\b/.test(options) || !/^(?:\{|$)/.test(options);
}

function callsOf(source: Source): Call[] {
  const named = [...meaningsOf(source)].flatMap(([name, meaning]) =>
    usesOf(source, name).flatMap((use) => callAt(source, use, meaning)),
  );
  const direct = [...source.masked.matchAll(/(?:\(\s*await\s+)?(?<![.\w$])(?:require|import)\s*\(/g)].flatMap(
    ({ index }) => {
      const [text = '', , name] = PACKAGE.exec(source.text.slice(index)) ?? [];
      return name ? callAt(source, { start: index, end: index + text.length }, name as Meaning) : [];
    },
  );
  return [...named, ...direct];
}

/** Returns the call of a parser that begins with an expression. */
function callAt(source: Source, { start, end }: Range, meaning: Meaning): Call[] {
  const isPackage = meaning === 'express' || meaning === 'body-parser';
  const [member = '', name] = (isPackage && MEMBER.exec(source.text.slice(end))) || [];
  const open = source.nextCode(end + member.length);
  if (source.masked[open] !== '(' || source.endsWith(start, /(?<=\bfunction)/y)) return [];
  if (meaning === 'express' && name === undefined) return [];
  const kind = isPackage ? name : meaning;
  const inside = source.inside(open);
  return [
    {
      start,
      end: inside.end + 1,
      kinds: kind === undefined ? ['json', 'urlencoded'] : [kind as ParserKind],
      callee: source.text.slice(start, open).trim(),
      options: source
        .textOf(inside)
        .trim()
        .replaceAll(`\n${source.indentationAt(start)}`, '\n'),
    },
  ];
}

/** Returns the names in a file for the packages and their parsers, imported or declared. */
function meaningsOf(source: Source): Map<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const { specifier, exported, local, isType } of readImports(source).flatMap((each) => each.imported)) {
    if (isType || (specifier !== 'express' && specifier !== 'body-parser')) continue;
    if (exported === 'default' || exported === '*') meanings.set(local, specifier);
    else if (KIND.test(exported)) meanings.set(local, exported as ParserKind);
  }
  let size: number;
  do {
    size = meanings.size;
    for (const match of source.masked.matchAll(DECLARATION)) addDeclared(source, match, meanings);
  } while (meanings.size > size);
  return meanings;
}

function addDeclared(source: Source, match: RegExpExecArray, meanings: Map<string, Meaning>): void {
  const [whole, target = ''] = match;
  const value = source.textOf(source.expressionAt(match.index + whole.length));
  const meaning = meaningOf(value, meanings);
  if (meaning === undefined) return;
  if (!target.startsWith('{')) meanings.set(target, meaning);
  else if (meaning === 'express' || meaning === 'body-parser') {
    for (const [, name = '', local = name] of target.matchAll(/([\w$]+)\s*(?::\s*([\w$]+))?[^,]*/g)) {
      if (KIND.test(name)) meanings.set(local, name as ParserKind);
    }
  }
}

function meaningOf(value: string, meanings: ReadonlyMap<string, Meaning>): Meaning | undefined {
  const [required = '', , name] = PACKAGE.exec(value) ?? [];
  const [word = ''] = /^[\w$]+(?:\s*\.\s*default\b)?/.exec(value) ?? [];
  const meaning = (name as Meaning | undefined) ?? meanings.get(/^[\w$]*/.exec(word)?.[0] ?? '');
  const rest = value.slice(name === undefined ? word.length : required.length);
  if (meaning === undefined || rest.trim() === '') return meaning;
  const [member = '', kind] = MEMBER.exec(rest) ?? [];
  return rest.slice(member.length).trim() === '' ? (kind as ParserKind | undefined) : undefined;
}

function mountOf(source: Source, argument: Range): Mount | undefined {
  for (const open of source.bracketsAround(argument.start)) {
    if (source.masked[open] === '{') return undefined;
    if (source.masked[open] !== '(') continue;
    const [, method = ''] = source.matchBefore(open, METHOD) ?? [];
    if (method === 'apply' || ROUTE_METHOD.test(method)) return { method };
    if (method !== 'use') continue;
    const elements = source.elements(source.inside(open));
    const [, variable] = source.matchBefore(open, METHOD_OF_VARIABLE) ?? [];
    const isAlone =
      elements.length === 1 && source.textOf(argument) === source.textOf(elements[0] ?? argument);
    return { method, path: pathOf(source, elements, argument), aloneOn: isAlone ? variable : undefined };
  }
  return undefined;
}

function pathOf(source: Source, elements: readonly Range[], argument: Range): string | undefined {
  const [first] = elements;
  if (!first || elements.length < 2 || argument.start < first.end) return undefined;
  return /^(?:['"`/[]|[\w$.]+$)/.test(source.codeOf(first)) ? source.textOf(first) : undefined;
}

/** Returns the call that adds the variable of a parser. */
function mountOfVariable(source: Source, { start }: Range): Mount | undefined {
  const [, exported, name] = source.matchBefore(start, DECLARED) ?? [];
  if (name === undefined) return undefined;
  const mounts = usesOf(source, name)
    .slice(1)
    .map((use) => mountOf(source, use));
  const used = mounts.find((mount) => mount?.method === 'use');
  if (used) return { method: used.method, path: used.path };
  const isOther = exported === undefined && mounts.length > 0 && mounts.every((mount) => mount !== undefined);
  return isOther ? mounts[0] : undefined;
}
