import { bodyParsersOf, readsWebhooks } from './body-parsers.js';
import {
  type ParserSetup,
  placeOf,
  type SourceFile,
  stepWithCode,
  type UseBodyParser,
  useBodyParserCalls,
} from './parser-setup.js';

/** What SignalWire sends. */
const FORMATS = /(['"])application\/(?:json|x-www-form-urlencoded)\1\s*,?\s*/g;

/** Keeps the raw body in place of Nest's parsers. */
const CONTENT_TYPE_PARSERS = `import { parse } from 'node:querystring';

const fastify = app.getHttpAdapter().getInstance();
const parseJson = fastify.getDefaultJsonParser('error', 'error');
fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
  Object.assign(request, { rawBody: body });
  parseJson(request, body.toString(), done);
});
fastify.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'buffer' },
  (request, body: Buffer, done) => {
    Object.assign(request, { rawBody: body });
    done(null, parse(body.toString()));
  },
);`;
const TYPED_APPLICATION = `import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { rawBody: true });`;

/** The steps for an application on Fastify. */
export function fastifySteps(setup: ParserSetup): string[] {
  const calls = setup.files.flatMap(useBodyParserCalls);
  const steps = [
    ...setup.files.flatMap(removalSteps),
    ...(setup.disabled.length > 0 ? disabledSteps(setup, calls) : replacementSteps(setup, calls)),
  ];
  const isTyped = setup.files.some(({ source }) => source.masked.includes('NestFastifyApplication'));
  if (isTyped || !steps.join('\n').includes('.getInstance()')) return steps;
  return [
    ...steps,
    stepWithCode('Add the type argument to NestFactory.create, and keep its arguments:', TYPED_APPLICATION),
  ];
}

/** For parsers of Express. */
function removalSteps(file: SourceFile): string[] {
  return bodyParsersOf(file.source)
    .filter(({ isAdded, kinds, options }) => isAdded && kinds.some((kind) => readsWebhooks(kind, options)))
    .map(
      ({ callee, start }) =>
        `${placeOf(file, start)}: ${callee}() reads the body before Fastify, which then waits for it, so webhooks get no response. Delete the line: Nest parses JSON and forms on Fastify.`,
    );
}

function replacementSteps({ nestMajor }: ParserSetup, calls: readonly UseBodyParser[]): string[] {
  if (nestMajor < 12)
    return calls.map((call) =>
      replacementStep(
        call,
        `useBodyParser replaces Nest's parsers on Fastify before Nest 12, so webhooks lose the raw body or end in 415`,
      ),
    );
  return calls
    .filter(({ given: [types = ''] }) => replacesJson(types))
    .map((call) =>
      replacementStep(call, "a parser of this type replaces Nest's JSON parser, so JSON webhooks end in 500"),
    );
}

/** In Nest 12: a type that matches JSON without naming it. */
function replacesJson(types: string): boolean {
  return /['"]\*['"]|^\[?\s*\/|,\s*\/|\bRegExp\b/.test(types) && !/['"]application\/json['"]/.test(types);
}

function replacementStep({ place, receiver = 'app', given }: UseBodyParser, why: string): string {
  const [types = '', options = '', parser = '(_request, body, done) => {\n  done(null, body);\n}'] = given;
  const others = types.replace(FORMATS, '');
  if (/^[[\]\s,]*$/.test(others)) {
    const [, limit = '2 * 1024 * 1024'] = /\bbodyLimit\s*:\s*([^,}]*[^,}\s])/.exec(options) ?? [];
    return `${place}: ${why}. Delete the line. For larger bodies: new FastifyAdapter({ bodyLimit: ${limit} })`;
  }
  const [, more = ''] = /^\{\s*([^]*?),?\s*\}$/.exec(options) ?? [];
  const parserOptions = `{ parseAs: 'buffer'${more === '' ? '' : `, ${more}`} }`;
  return stepWithCode(
    `${place}: ${why}. Replace the line with:`,
    `${receiver}.getHttpAdapter().getInstance().addContentTypeParser(${others}, ${parserOptions}, ${parser});`,
  );
}

function disabledSteps(
  { disabled, files, setsRawBody, nestMajor }: ParserSetup,
  calls: readonly UseBodyParser[],
): string[] {
  const types = calls.map(({ given }) => given[0]).join();
  const isKeptByNest = nestMajor >= 12 && new Set(types.match(FORMATS)).size > 1;
  const isKept = setsRawBody && files.some(({ source }) => /\baddContentTypeParser\b/.test(source.masked));
  if (isKeptByNest || isKept) return [];
  return [
    stepWithCode(
      `${disabled.join(', ')}: bodyParser: false turns off Nest's parsers, so webhooks end in 500 or 415. Parse JSON and forms before app.listen() with:`,
      CONTENT_TYPE_PARSERS,
    ),
  ];
}
