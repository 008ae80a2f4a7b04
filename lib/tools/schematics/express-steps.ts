import { type BodyParser, bodyParsersOf, readsWebhooks } from './body-parsers.js';
import {
  callsOfMethod,
  insideBraces,
  type ParserSetup,
  placeOf,
  type SourceFile,
  stepWithCode,
} from './parser-setup.js';
import { namePattern } from './source/name-pattern.js';

type Format = 'json' | 'urlencoded';

/** Function that keeps the raw body, for a parser of the application. */
const VERIFY = `import type { IncomingMessage } from 'node:http';

const verify = (request: IncomingMessage & { rawBody?: Buffer }, _response: unknown, buffer: Buffer) => {
  request.rawBody = buffer;
};`;
const SET_RAW_BODY = `Object.assign(request, { rawBody: buffer }); // the first and the third parameter`;
const TYPED_APPLICATION = `import type { NestExpressApplication } from '@nestjs/platform-express';

const app = await NestFactory.create<NestExpressApplication>(AppModule, { rawBody: true });`;

/** Formats of webhooks. */
const FORMATS: Readonly<Record<Format, { name: string; use: string }>> = {
  json: { name: 'JSON', use: 'app.use(json({ verify }));' },
  urlencoded: { name: 'form', use: 'app.use(urlencoded({ extended: true, verify }));' },
};

interface Parser extends BodyParser {
  readonly file: SourceFile;
  readonly place: string;
}

/** A parser of one format, for all or some requests. */
interface FormatParser {
  readonly format: Format;
  readonly isPartial: boolean;
  readonly place: string;
}

/** Returns the steps for an application on Express. */
export function expressSteps(setup: ParserSetup): string[] {
  const isDisabled = setup.disabled.length > 0;
  const parsers = setup.files
    .flatMap((file) =>
      bodyParsersOf(file.source).map((each): Parser => ({ ...each, file, place: placeOf(file, each.start) })),
    )
    .filter(({ isMiddleware }) => isDisabled || !isMiddleware);
  const steps = [
    ...parsers
      .filter((parser) => losesRawBody(setup, parser))
      .map((parser) => replacementStep(parser, parser.isAdded || isDisabled)),
    ...missingParserSteps(setup, [...parsers.flatMap(formatParsers), ...setup.files.flatMap(nestParsers)]),
  ];
  return [...steps, ...declarationSteps(setup, steps)];
}

function losesRawBody({ setsRawBody }: ParserSetup, { kinds, options }: Parser): boolean {
  const keeps = hasVerify(options) && (setsRawBody || /\brawBody\b/.test(options));
  return !keeps && kinds.some((kind) => readsWebhooks(kind, options));
}

function replacementStep(parser: Parser, isFirst: boolean): string {
  const { place, callee, options, path } = parser;
  const below = path === undefined ? '' : ` below ${path}`;
  const condition = isFirst ? '' : ", if it runs before Nest's own parsers";
  const cause = `${place}: ${callee}() parses bodies without keeping the raw body, so ${webhooksOf(parser)}${below} end in 500${condition}.`;
  // The parsers of Nest replace a verify function, which may check a different signature.
  if (hasVerify(options)) return stepWithCode(`${cause} Add to its verify function:`, SET_RAW_BODY);
  const app = applicationOf(parser);
  return app === undefined
    ? stepWithCode(`${cause} Replace the call with:`, `${callee}(${withVerify(options)})`)
    : stepWithCode(`${cause} Replace the statement with:`, useBodyParserLines(app, parser));
}

function hasVerify(options: string): boolean {
  return /\bverify\b/.test(options);
}

function webhooksOf({ kinds }: Parser): string {
  const [kind, ...others] = kinds;
  return others.length === 0 && (kind === 'json' || kind === 'urlencoded')
    ? `${FORMATS[kind].name} webhooks`
    : 'webhooks';
}

/** Returns the variable of the Nest application, if a line adds only this parser to it. */
function applicationOf({ aloneOn, file }: Parser): string | undefined {
  if (aloneOn === undefined) return undefined;
  const name = `(?<!\\.)${namePattern(aloneOn)}\\s*`;
  const isApplication = new RegExp(
    `${name}(?::[^=;]{0,200})?=\\s*(?:await\\s+)?NestFactory\\s*\\.\\s*create\\b|${name}:\\s*(?:INest|NestExpress)Application\\b`,
    'u',
  );
  return isApplication.test(file.source.masked) ? aloneOn : undefined;
}

function useBodyParserLines(app: string, { kinds, options }: Parser): string {
  if (kinds.length > 1)
    return `${app}.useBodyParser('json');\n${app}.useBodyParser('urlencoded', { extended: true });`;
  return `${app}.useBodyParser('${kinds[0] ?? ''}'${options === '' ? '' : `, ${options}`});`;
}

function withVerify(options: string): string {
  if (options === '') return '{ verify }';
  const inside = insideBraces(options);
  if (inside === undefined) return `{ ...${options}, verify }`;
  return inside.trim() === '' ? '{ verify }' : `{${inside}, verify }`;
}

function formatParsers({ kinds, options, path, place }: Parser): FormatParser[] {
  return formatsOf(kinds).map((format) => ({
    format,
    isPartial: path !== undefined || !readsWebhooks(format, options),
    place,
  }));
}

/** Returns the parsers that `app.useBodyParser` adds. */
function nestParsers(file: SourceFile): FormatParser[] {
  return callsOfMethod(file, 'useBodyParser').flatMap(({ place, given: [type = '', options = ''] }) =>
    formatsOf([type.slice(1, -1)]).map((format) => ({
      format,
      isPartial: !readsWebhooks(format, options),
      place,
    })),
  );
}

function formatsOf(kinds: readonly string[]): Format[] {
  return kinds.filter((kind) => kind === 'json' || kind === 'urlencoded');
}

/** Returns the steps for formats of which Nest does not add a parser, because a partial parser exists. */
function missingParserSteps({ disabled }: ParserSetup, parsers: readonly FormatParser[]): string[] {
  const missing = (['json', 'urlencoded'] as const).filter(
    (format) => !parsers.some((each) => each.format === format && !each.isPartial),
  );
  if (disabled.length > 0) return missing.length > 0 ? [disabledStep(disabled, missing)] : [];
  return parsers
    .filter(({ format }) => missing.includes(format))
    .map(({ format, place }) =>
      stepWithCode(
        `${place}: this parser parses only some requests, and Nest does not add a second ${FORMATS[format].name} parser. Other ${FORMATS[format].name} webhooks end in 500. Add after the statement:`,
        `app.useBodyParser('${format}'${format === 'json' ? '' : ', { extended: true }'});`,
      ),
    );
}

function disabledStep(places: readonly string[], missing: readonly Format[]): string {
  const names = missing.map((format) => FORMATS[format].name).join(' and ');
  const code = [
    `import { ${missing.join(', ')} } from 'express';`,
    '',
    ...missing.map((format) => FORMATS[format].use),
  ].join('\n');
  return stepWithCode(
    `${places.join(', ')}: bodyParser: false turns off Nest's parsers, so ${names} webhooks end in 500. Add parsers that keep the raw body, before app.listen():`,
    code,
  );
}

/** Returns the steps that declare the names in the code of the other steps. */
function declarationSteps({ files }: ParserSetup, steps: readonly string[]): string[] {
  const code = steps.join('\n');
  const isTyped = files.some(({ source }) => source.masked.includes('NestExpressApplication'));
  return [
    ...(code.includes('verify }')
      ? [stepWithCode('Declare verify at the top of each file that uses it:', VERIFY)]
      : []),
    ...(code.includes('.useBodyParser(') && !isTyped
      ? [
          stepWithCode(
            'Add the type argument to NestFactory.create, and keep its arguments:',
            TYPED_APPLICATION,
          ),
        ]
      : []),
  ];
}
