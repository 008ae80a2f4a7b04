import { type BodyParser, bodyParsersOf } from './body-parsers.js';
import type { Source } from './source/source.js';

export interface SourceFile {
  readonly path: string;
  readonly source: Source;
}

/** Body parsers of an application. */
export interface ParserSetup {
  readonly files: readonly SourceFile[];
  /** Places of `bodyParser: false`, as “file:line”. */
  readonly disabled: readonly string[];
  /** Whether a file of the application sets `rawBody` of a request. */
  readonly setsRawBody: boolean;
  readonly nestMajor: number;
}

/** A call of a method such as `app.useBodyParser(…)`. */
export interface MethodCall {
  readonly place: string;
  /** Variable before the method. */
  readonly receiver: string | undefined;
  /** Text of each argument. */
  readonly given: readonly string[];
}

/** A body parser of Express with its place. */
export interface Parser extends BodyParser {
  readonly file: SourceFile;
  readonly place: string;
}

export function placeOf({ path, source }: SourceFile, index: number): string {
  return `${path}:${source.lineAt(index)}`;
}

export function parsersOf({ files }: ParserSetup): Parser[] {
  return files.flatMap((file) =>
    bodyParsersOf(file.source).map((each) => ({ ...each, file, place: placeOf(file, each.start) })),
  );
}

export function callsOfMethod(
  { files }: ParserSetup,
  method: 'useBodyParser' | 'addContentTypeParser',
): MethodCall[] {
  const pattern = new RegExp(`(?:(?<![.\\w$])([\\w$]+)\\s*)?\\.\\s*${method}\\b\\s*`, 'g');
  return files.flatMap((file) => {
    const { source } = file;
    return [...source.masked.matchAll(pattern)].flatMap(({ 0: text, 1: receiver, index }) => {
      const open = source.afterTypeArguments(index + text.length);
      if (source.masked[open] !== '(') return [];
      const given = source.elements(source.inside(open)).map((range) => source.textOf(range));
      return [{ place: placeOf(file, open), receiver, given }];
    });
  });
}

export function stepWithCode(text: string, code: string): string {
  return `${text}\n${code.replace(/^(?=.)/gm, '  ')}`;
}

/** Returns the end of a cause that names the path of a parser. */
export function belowPath({ path }: BodyParser): string {
  return path === undefined ? '' : ` below ${path}`;
}

/** Returns the step for `bodyParser: false`. */
export function disabledStep({ disabled }: ParserSetup, failure: string, code: string): string {
  return stepWithCode(
    `${disabled.join(', ')}: bodyParser: false turns off Nest's parsers, so ${failure}. Add parsers that keep the raw body, before app.listen():`,
    code,
  );
}

/** Returns the step that adds the type of the application, if the code of a step calls a method of this type. */
export function typeSteps(
  { files }: ParserSetup,
  steps: readonly string[],
  { type, method, code }: { type: string; method: string; code: string },
): string[] {
  const isTyped = files.some(({ source }) => source.masked.includes(type));
  if (isTyped || !steps.some((step) => step.includes(`.${method}(`))) return [];
  return [stepWithCode('Add the type argument to NestFactory.create, and keep its arguments:', code)];
}

/** Returns the text inside the braces of an object literal, without a comma at its end. */
export function insideBraces(object: string): string | undefined {
  if (!object.startsWith('{') || !object.endsWith('}')) return undefined;
  const inside = object.slice(1, -1).trimEnd();
  return inside.endsWith(',') ? inside.slice(0, -1) : inside;
}
