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

export function placeOf({ path, source }: SourceFile, index: number): string {
  return `${path}:${source.lineAt(index)}`;
}

export function callsOfMethod(
  file: SourceFile,
  method: 'useBodyParser' | 'addContentTypeParser',
): MethodCall[] {
  const { source } = file;
  const pattern = new RegExp(`(?:(?<![.\\w$])([\\w$]+)\\s*)?\\.\\s*${method}\\b\\s*`, 'g');
  const matches = source.masked.matchAll(pattern);
  return [...matches].flatMap(({ 0: text, 1: receiver, index }) => {
    const open = source.afterTypeArguments(index + text.length);
    if (source.masked[open] !== '(') return [];
    const given = source.elements(source.inside(open)).map((range) => source.textOf(range));
    return [{ place: placeOf(file, open), receiver, given }];
  });
}

export function stepWithCode(text: string, code: string): string {
  return `${text}\n${code.replace(/^(?=.)/gm, '  ')}`;
}

/** Returns the text inside the braces of an object literal, without a comma at its end. */
export function insideBraces(object: string): string | undefined {
  if (!object.startsWith('{') || !object.endsWith('}')) return undefined;
  const inside = object.slice(1, -1).trimEnd();
  return inside.endsWith(',') ? inside.slice(0, -1) : inside;
}
