import { readsWebhooks } from './body-parsers.js';
import {
  belowPath,
  callsOfMethod,
  disabledStep,
  insideBraces,
  type MethodCall,
  type ParserSetup,
  parsersOf,
  placeOf,
  type SourceFile,
  stepWithCode,
  typeSteps,
} from './parser-setup.js';

type ContentType = 'application/json' | 'application/x-www-form-urlencoded';

/** Formats of webhooks, each with a parser that keeps the raw body. */
const FORMATS: Readonly<Record<ContentType, { name: string; code: string }>> = {
  'application/json': {
    name: 'JSON',
    code: `const parseJson = fastify.getDefaultJsonParser('error', 'error');
fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
  Object.assign(request, { rawBody: body });
  parseJson(request, body.toString(), done);
});`,
  },
  'application/x-www-form-urlencoded': {
    name: 'form',
    code: `fastify.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'buffer' },
  (request, body: Buffer, done) => {
    Object.assign(request, { rawBody: body });
    done(null, parse(body.toString()));
  },
);`,
  },
};
const CONTENT_TYPES = ['application/json', 'application/x-www-form-urlencoded'] as const;
const LISTED = /(['"`])application\/(?:json|x-www-form-urlencoded)\1\s*,?\s*/g;
const FORM_PLUGIN = /(?<=['"`])@fastify\/formbody(?=['"`])/g;
const TYPED_APPLICATION = {
  type: 'NestFastifyApplication',
  method: 'getInstance',
  code: `import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { rawBody: true });`,
};

/** Returns the steps for an application on Fastify. */
export function fastifySteps(setup: ParserSetup): string[] {
  const steps = [
    ...removalSteps(setup),
    ...(setup.disabled.length > 0 ? disabledSteps(setup) : replacementSteps(setup)),
  ];
  return [...steps, ...typeSteps(setup, steps, TYPED_APPLICATION)];
}

/** Returns the steps for parsers of Express. */
function removalSteps(setup: ParserSetup): string[] {
  const rest = setup.disabled.length > 0 ? '' : ' Nest parses JSON and forms on Fastify.';
  return parsersOf(setup)
    .filter(
      ({ method, kinds, options }) => method !== '' && kinds.some((kind) => readsWebhooks(kind, options)),
    )
    .map(
      (parser) =>
        `${parser.place}: ${parser.callee}() reads the body before Fastify, which then waits for it, so webhooks${belowPath(parser)} get no response. Remove the parser.${rest}`,
    );
}

function replacementSteps(setup: ParserSetup): string[] {
  const calls = callsOfMethod(setup, 'useBodyParser');
  if (setup.nestMajor >= 12) {
    const why = "a parser of this type replaces Nest's JSON parser, so JSON webhooks end in 500";
    return calls
      .filter(({ given: [types = ''] }) => replacesJson(types))
      .map((call) => fastifyReplacementStep(call, why));
  }
  if (keptByNest(setup).length === CONTENT_TYPES.length) return [];
  const why =
    "useBodyParser replaces Nest's parsers on Fastify before Nest 12, so webhooks lose the raw body or end in 415";
  return calls.map((call) => fastifyReplacementStep(call, why));
}

/** Returns the types that `useBodyParser` parses. Before Nest 12 it needs a parser function for this. */
function keptByNest(setup: ParserSetup): ContentType[] {
  return callsOfMethod(setup, 'useBodyParser').flatMap(({ given: [types = '', , parser] }) =>
    setup.nestMajor < 12 && parser === undefined ? [] : listedIn(types),
  );
}

function listedIn(types: string): ContentType[] {
  return CONTENT_TYPES.filter((type) => new RegExp(`(['"\`])${type}\\1`).test(types));
}

/** Returns whether Nest 12 replaces its JSON parser for a type that matches JSON without its name. */
function replacesJson(types: string): boolean {
  return /['"]\*['"]|^\[?\s*\/|,\s*\/|\bRegExp\b/.test(types) && !/['"]application\/json['"]/.test(types);
}

function fastifyReplacementStep({ place, receiver = 'app', given: values }: MethodCall, why: string): string {
  const [types = '', options = '', parser = '(_request, body, done) => {\n  done(null, body);\n}'] = values;
  const others = withoutFormats(types);
  if (isEmptyList(others)) {
    const [, given = ''] = /\bbodyLimit\s*:([^,}]*)/.exec(options) ?? [];
    const limit = given.trim() || '2 * 1024 * 1024';
    return `${place}: ${why}. Delete the statement. For larger bodies: new FastifyAdapter({ bodyLimit: ${limit} })`;
  }
  const more = insideBraces(options)?.trim() ?? '';
  const parserOptions = `{ parseAs: 'buffer'${more === '' ? '' : `, ${more}`} }`;
  return stepWithCode(
    `${place}: ${why}. Replace the statement with:`,
    `${receiver}.getHttpAdapter().getInstance().addContentTypeParser(${others}, ${parserOptions}, ${parser});`,
  );
}

function withoutFormats(types: string): string {
  return types.replace(LISTED, '').replace(/,\s*\]$/, ']');
}

function isEmptyList(types: string): boolean {
  return /^[[\]\s,]*$/.test(types);
}

function disabledSteps(setup: ParserSetup): string[] {
  const { files, setsRawBody } = setup;
  const calls = callsOfMethod(setup, 'addContentTypeParser');
  const kept = [...keptByNest(setup), ...(setsRawBody ? calls.flatMap(({ given }) => parsedBy(given)) : [])];
  const missing = CONTENT_TYPES.filter((type) => !kept.includes(type));
  if (missing.length === 0) return [];
  const names = missing.map((type) => FORMATS[type].name).join(' and ');
  return [
    ...(setsRawBody ? [] : calls.flatMap(duplicateSteps)),
    ...(kept.includes('application/x-www-form-urlencoded') ? [] : files.flatMap(formPluginSteps)),
    disabledStep(setup, `${names} webhooks end in 500 or 415`, contentTypeParsers(missing)),
  ];
}

/** Returns the types that a content type parser may parse. A variable may contain all types. */
function parsedBy([types = '']: readonly string[]): readonly ContentType[] {
  return /^(?:['"`[]).*['"`\]]$/s.test(types) && !/['"`]\*['"`]/.test(types)
    ? listedIn(types)
    : CONTENT_TYPES;
}

/** Returns the steps against a second parser of a type, with which Fastify does not start. */
function duplicateSteps({ place, given: [types = ''] }: MethodCall): string[] {
  const listed = listedIn(types);
  if (listed.length === 0) return [];
  const others = withoutFormats(types);
  const fix = isEmptyList(others) ? 'Delete the statement.' : `Parse only ${others} there.`;
  const names = listed.map((type) => FORMATS[type].name).join(' and ');
  return [
    `${place}: this content type parser does not keep the raw body, so ${names} webhooks end in 500. ${fix}`,
  ];
}

function formPluginSteps(file: SourceFile): string[] {
  const { text, masked } = file.source;
  return [...text.matchAll(FORM_PLUGIN)]
    .filter(({ index }) => /['"`]/.test(masked.charAt(index - 1)))
    .map(
      ({ index }) =>
        `${placeOf(file, index)}: @fastify/formbody parses forms without keeping the raw body, so form webhooks end in 500. Remove the plugin.`,
    );
}

function contentTypeParsers(types: readonly ContentType[]): string {
  const withForms = types.includes('application/x-www-form-urlencoded');
  return [
    ...(withForms ? ["import { parse } from 'node:querystring';", ''] : []),
    'const fastify = app.getHttpAdapter().getInstance();',
    ...types.map((type) => FORMATS[type].code),
  ].join('\n');
}
