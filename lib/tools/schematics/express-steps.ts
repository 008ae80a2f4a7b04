import { readsWebhooks } from './body-parsers.js';
import {
  belowPath,
  callsOfMethod,
  disabledStep,
  insideBraces,
  type Parser,
  type ParserSetup,
  parsersOf,
  stepWithCode,
  typeSteps,
} from './parser-setup.js';
import { namePattern } from './source/names.js';

/** Function that keeps the raw body, for a parser of the application. */
const VERIFY = `import type { IncomingMessage } from 'node:http';

const verify = (request: IncomingMessage & { rawBody?: Buffer }, _response: unknown, buffer: Buffer) => {
  request.rawBody = buffer;
};`;
const SET_RAW_BODY = `Object.assign(request, { rawBody: buffer }); // the first and the third parameter`;
const TYPED_APPLICATION = {
  type: 'NestExpressApplication',
  method: 'useBodyParser',
  code: `import type { NestExpressApplication } from '@nestjs/platform-express';

const app = await NestFactory.create<NestExpressApplication>(AppModule, { rawBody: true });`,
};

/** Formats of webhooks, each with the line that adds its parser on Express and with Nest. */
const FORMATS = {
  json: { name: 'JSON', use: 'app.use(json({ verify }));', nest: ".useBodyParser('json');" },
  urlencoded: {
    name: 'form',
    use: 'app.use(urlencoded({ extended: true, verify }));',
    nest: ".useBodyParser('urlencoded', { extended: true });",
  },
};

type Format = keyof typeof FORMATS;

/** Returns the steps for an application on Express. */
export function expressSteps(setup: ParserSetup): string[] {
  const isDisabled = setup.disabled.length > 0;
  const parsers = parsersOf(setup).filter(({ method }) => isDisabled || method !== 'apply');
  const steps = [
    ...parsers
      .filter((parser) => losesRawBody(setup, parser))
      .map((parser) => expressReplacementStep(parser, parser.method !== '' || isDisabled)),
    ...missingParserSteps(setup, parsers),
  ];
  const declaration = stepWithCode('Declare verify at the top of each file that uses it:', VERIFY);
  const usesVerify = steps.some((step) => step.includes('verify }'));
  return [...steps, ...(usesVerify ? [declaration] : []), ...typeSteps(setup, steps, TYPED_APPLICATION)];
}

function losesRawBody({ setsRawBody }: ParserSetup, { kinds, options }: Parser): boolean {
  const keeps = hasVerify(options) && (setsRawBody || /\brawBody\b/.test(options));
  return !keeps && kinds.some((kind) => readsWebhooks(kind, options));
}

function expressReplacementStep(parser: Parser, isFirst: boolean): string {
  const { place, callee, options } = parser;
  const condition = isFirst ? '' : ", if it runs before Nest's own parsers";
  const cause = `${place}: ${callee}() parses bodies without keeping the raw body, so ${webhooksOf(parser)}${belowPath(parser)} end in 500${condition}.`;
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
  if (kinds.length > 1) return `${app}${FORMATS.json.nest}\n${app}${FORMATS.urlencoded.nest}`;
  return `${app}.useBodyParser('${kinds[0] ?? ''}'${options === '' ? '' : `, ${options}`});`;
}

function withVerify(options: string): string {
  if (options === '') return '{ verify }';
  const inside = insideBraces(options);
  if (inside === undefined) return `{ ...${options}, verify }`;
  return inside.trim() === '' ? '{ verify }' : `{${inside}, verify }`;
}

/** Returns the steps for formats of which Nest does not add a parser, because a partial parser exists. */
function missingParserSteps(setup: ParserSetup, parsers: readonly Parser[]): string[] {
  const nestParsers = callsOfMethod(setup, 'useBodyParser').map(
    ({ place, given: [type = '', options = ''] }) => ({
      place,
      path: undefined,
      kinds: [type.slice(1, -1)],
      options,
    }),
  );
  const all = [...parsers, ...nestParsers];
  const missing = (['json', 'urlencoded'] as const).filter(
    (format) =>
      !all.some(
        ({ kinds, path, options }) =>
          kinds.some((kind) => kind === format) && path === undefined && readsWebhooks(format, options),
      ),
  );
  if (setup.disabled.length > 0) return missing.length > 0 ? [addedParsersStep(setup, missing)] : [];
  return all.flatMap(({ kinds, place }) =>
    missing
      .filter((format) => kinds.some((kind) => kind === format))
      .map((format) => partialParserStep(place, format)),
  );
}

function partialParserStep(place: string, format: Format): string {
  const { name, nest } = FORMATS[format];
  return stepWithCode(
    `${place}: this parser parses only some requests, and Nest does not add a second ${name} parser. Other ${name} webhooks end in 500. Add after the statement:`,
    `app${nest}`,
  );
}

function addedParsersStep(setup: ParserSetup, missing: readonly Format[]): string {
  const names = missing.map((format) => FORMATS[format].name).join(' and ');
  const lines = missing.map((format) => FORMATS[format].use).join('\n');
  const code = `import { ${missing.join(', ')} } from 'express';\n\n${lines}`;
  return disabledStep(setup, `${names} webhooks end in 500`, code);
}
