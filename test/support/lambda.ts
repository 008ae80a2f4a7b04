import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AdapterName, RequestToSend } from './applications.js';
import { type Edit, writeRecipe } from './recipes.js';
import { SIGNING_KEY } from './signing.js';

/** How one API calls its function. */
export interface GatewayApi {
  readonly version: 1 | 2;
  readonly stage: string;
  /** What it puts before the path of the webhook, in the event. */
  readonly prefix?: string;
}

export interface LambdaAnswer {
  readonly status: number;
  readonly body: string;
}

/** The event that API Gateway makes of a request. */
export function eventOf(api: GatewayApi, { method, target, headers, body }: RequestToSend, base64 = false) {
  const [path = '', query = ''] = target.split('?');
  const host = { host: 'abc.execute-api.eu-west-1.amazonaws.com' };
  const text = body === undefined ? null : String(body);
  const common = {
    headers: { ...host, ...headers },
    body: text !== null && base64 ? Buffer.from(text).toString('base64') : text,
    isBase64Encoded: text !== null && base64,
  };
  const fullPath = `${api.prefix ?? ''}${path}`;
  return api.version === 1
    ? restEvent(api, fullPath, path, method ?? 'POST', query, common)
    : httpEvent(api, fullPath, method ?? 'POST', query, common);
}

interface CommonEvent {
  readonly headers: Record<string, string | readonly string[]>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

function restEvent(
  { stage }: GatewayApi,
  path: string,
  proxyPath: string,
  httpMethod: string,
  query: string,
  common: CommonEvent,
) {
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.keys())];
  const headers = Object.entries(common.headers).map(([name, value]) => [inItsCase(name), value] as const);
  return {
    ...common,
    resource: '/{proxy+}',
    path,
    pathParameters: { proxy: proxyPath.slice(1) },
    httpMethod,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat()])),
    queryStringParameters: query === '' ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters:
      query === '' ? null : Object.fromEntries(names.map((name) => [name, parameters.getAll(name)])),
    requestContext: {
      httpMethod,
      path: `/${stage}${path}`,
      resourcePath: '/{proxy+}',
      stage,
      identity: { sourceIp: '192.0.2.1' },
    },
  };
}

/** REST APIs hand headers over in the case in which they came. */
function inItsCase(name: string): string {
  return name.replace(/(?:^|-)\w/g, (letter) => letter.toUpperCase());
}

function httpEvent(
  { stage }: GatewayApi,
  rawPath: string,
  method: string,
  rawQueryString: string,
  common: CommonEvent,
) {
  const parameters = new URLSearchParams(rawQueryString);
  const joined = [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]);
  return {
    ...common,
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(rawQueryString !== '' && { queryStringParameters: Object.fromEntries(joined) as object }),
    requestContext: {
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' },
      stage,
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
    },
  };
}

const INVOKE = `
import { readFileSync } from 'node:fs';
const { handler } = await import(process.argv[2]);
const answers = [];
for (const event of JSON.parse(readFileSync(0, 'utf8'))) {
  const { statusCode, body, isBase64Encoded } = await handler(event, {});
  answers.push({ status: statusCode, body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body });
}
process.stdout.write('\\nANSWERS ' + JSON.stringify(answers) + '\\n', () => process.exit());`;

/** Calls the page's handler as the Lambda runtime does, with one event after the other. */
export async function invoke(
  page: string,
  adapterName: AdapterName,
  publicUrl: string,
  events: readonly object[],
  edits: readonly Edit[] = [],
): Promise<LambdaAnswer[]> {
  const folder = writeRecipe(page, `${page}-${adapterName}`, { edits });
  const main = join(folder, adapterName === 'express' ? 'lambda.js' : 'lambda-fastify.js');
  writeFileSync(join(folder, 'invoke.js'), INVOKE);
  const env = { PATH: process.env.PATH, SIGNALWIRE_SIGNING_KEY: SIGNING_KEY, PUBLIC_URL: publicUrl };
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'invoke.js'), main], { env });
  let output = '';
  const add = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  child.stdin.end(JSON.stringify(events));
  await new Promise((resolve) => child.once('close', resolve));
  const [, answers] = /^ANSWERS (.*)$/m.exec(output) ?? [];
  if (answers === undefined) throw new Error(output);
  return JSON.parse(answers) as LambdaAnswer[];
}
