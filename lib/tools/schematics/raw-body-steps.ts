import { NotUnderstoodError } from './errors.js';
import { disabledBodyParsers } from './add-raw-body.js';
import type { Changes } from './changes.js';
import { expressSteps } from './express-steps.js';
import { fastifySteps } from './fastify-steps.js';
import { placeOf, type SourceFile } from './parser-setup.js';
import { Source } from './source/source.js';
import type { Adapter } from './webhook-controller.js';

export interface RawBodyOptions {
  readonly sourceRoot: string;
  readonly entryFile: string;
  readonly adapter: Adapter;
  readonly nestMajor: number;
}

const PARSERS = /\bexpress\b|\bbody-parser\b|\buseBodyParser\b|\baddContentTypeParser\b|@fastify\/formbody/;
const SETS_RAW_BODY =
  /\.rawBody\s*=(?!=)|\[\s*['"]rawBody['"]\s*\]\s*=(?!=)|\bassign\(\s*\w+,\s*\{\s*rawBody\b/;

/** Returns a step with a replacement for each line that loses the raw body of webhooks. */
export function rawBodySteps(changes: Changes, options: RawBodyOptions): string[] {
  const { sourceRoot, entryFile, adapter, nestMajor } = options;
  const paths = [...new Set([entryFile, ...changes.search(sourceRoot, PARSERS)])];
  const results = paths.map((path) => readSource(changes, path));
  const files = results.filter((each) => typeof each !== 'string');
  const unread = results.filter((each) => typeof each === 'string');
  const disabled = files
    .filter(({ path }) => path === entryFile)
    .flatMap((file) => disabledBodyParsers(file.source).map(({ start }) => placeOf(file, start)));
  const setsRawBody = changes.search(sourceRoot, SETS_RAW_BODY).length > 0;
  const setup = { files, disabled, setsRawBody, nestMajor };
  return [...unread, ...(adapter === 'fastify' ? fastifySteps(setup) : expressSteps(setup))];
}

/** Returns a step instead of a source if a file is not understood. */
function readSource(changes: Changes, path: string): SourceFile | string {
  try {
    return { path, source: changes.parseForSearch(path, (text) => new Source(text)) };
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    return `${error.message}, so its body parsers are not known. Remove app.use(express.json()) and similar parsers, which lose the raw body.`;
  }
}
