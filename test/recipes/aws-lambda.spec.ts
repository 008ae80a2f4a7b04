import { beforeAll, describe, expect, test } from '@jest/globals';

import { type Invocation, invoke, type LambdaAnswer } from '../support/lambda.js';
import { eventOf, type GatewayApi } from '../support/lambda-events.js';
import type { Edit } from '../support/recipes.js';
import { OTHER_KEY, signedForm, signedGet } from '../support/signing.js';

const page = 'docs/how-to/aws-lambda.md';
const AWS = 'https://abc.execute-api.eu-west-1.amazonaws.com';
const DOMAIN = 'https://example.com';

interface Adapter {
  readonly name: string;
  /** The block of the page. */
  readonly main: string;
  /** What the page says in prose. */
  readonly edits: readonly Edit[];
  /** Which of the spellings below it keeps, from REST APIs, HTTP APIs and load balancers. */
  readonly spellings: readonly [rest: readonly string[], http: readonly string[], alb: readonly string[]];
}

const CODEGENIE = '@codegenie/serverless-express';
const from = (name: string): Edit[] => [[`'${CODEGENIE}'`, `'${name}'`]];

const PLAIN = 'CallSid=c1';
const ESCAPED = 'From=%2B1555';
const SPACE_AS_PERCENT = 'Body=a%20b';
const SPACE_AS_PLUS = 'Body=a+b';
const LISTEN_HEADER = 'Body=a!';
const MARK_AS_PERCENT = 'Body=a%21';
const SPELLINGS = [PLAIN, ESCAPED, SPACE_AS_PERCENT, SPACE_AS_PLUS, LISTEN_HEADER, MARK_AS_PERCENT];

/** As url.format() and as URLSearchParams write a query. */
const FORMATTED = [PLAIN, ESCAPED, SPACE_AS_PERCENT, LISTEN_HEADER];
const AS_FORM = [PLAIN, ESCAPED, SPACE_AS_PLUS, MARK_AS_PERCENT];

const adapters: Adapter[] = [
  ...[
    { name: `${CODEGENIE} 4`, main: 'lambda', edits: [] },
    { name: `${CODEGENIE} 5`, main: 'lambda', edits: from(`${CODEGENIE}-v5`) },
    { name: '@vendia/serverless-express', main: 'lambda', edits: from('@vendia/serverless-express') },
    { name: 'serverless-http', main: 'lambda-serverless-http', edits: [] },
  ].map((adapter) => ({ ...adapter, spellings: [FORMATTED, SPELLINGS, FORMATTED] as const })),
  {
    name: '@h4ad/serverless-adapter',
    main: 'lambda-h4ad',
    edits: [],
    spellings: [AS_FORM, SPELLINGS, [PLAIN]],
  },
  {
    name: '@fastify/aws-lambda',
    main: 'lambda-fastify',
    edits: [],
    spellings: [AS_FORM, AS_FORM, [PLAIN, ESCAPED, MARK_AS_PERCENT]],
  },
];

const REST: GatewayApi = { version: 1, stage: 'prod' };
const HTTP: GatewayApi = { version: 2, stage: '$default' };
const ALB: GatewayApi = { version: 'alb', stage: '' };
const apis = [REST, HTTP, ALB];

type Answer = Pick<LambdaAnswer, 'status' | 'body'>;

const form = { CallSid: 'c1', From: '+15551234567', Body: 'Grüße & more' };
const answered = (url: string): Answer => ({ status: 200, body: `<Response><!-- ${url} --></Response>` });
const REJECTED = { status: 403, body: '{"statusCode":403,"message":"Forbidden"}' };

function withoutLog({ status, body }: LambdaAnswer): Answer {
  return { status, body };
}

/** Who listens to outcomes, and the diagnosis of each rejection. */
const OBSERVED: Edit[] = [
  ['SignalWireWebhookModule, VerifiedWebhook }', 'SignalWireWebhookOutcomes, $&'],
  [
    'export class AppModule {}',
    `export class AppModule {
  constructor(outcomes: SignalWireWebhookOutcomes) {
    outcomes.subscribe(({ result, reason, route }) => console.log('OUTCOME', result, reason, route));
  }
}`,
  ],
  ["publicUrl: process.env.PUBLIC_URL ?? '',", '$& diagnostics: { interval: 1 },'],
];

/** As the table says. */
const withPrefix = (prefix: string): Edit[] => [
  ['await app.init()', `app.setGlobalPrefix('${prefix}'); await app.init()`],
];

interface Row {
  readonly name: string;
  readonly api: GatewayApi;
  /** The URL at SignalWire without the path of the webhook. */
  readonly base: string;
  readonly publicUrl: string;
  readonly globalPrefix?: string;
  /** The adapters that the row is for; one of each framework by default. */
  readonly by?: readonly string[];
}

const FASTIFY = '@fastify/aws-lambda';
const OF_CODEGENIE = [`${CODEGENIE} 4`, `${CODEGENIE} 5`, '@vendia/serverless-express'];
const ONE_OF_EACH = [`${CODEGENIE} 4`, FASTIFY];
const BASE_PATH = { api: { ...REST, prefix: '/hooks' }, base: `${DOMAIN}/hooks` };

const rows: Row[] = [
  { name: 'an HTTP API', api: HTTP, base: AWS, publicUrl: AWS },
  {
    name: 'an HTTP API with a stage',
    api: { version: 2, stage: 'prod', prefix: '/prod' },
    base: `${AWS}/prod`,
    publicUrl: AWS,
    globalPrefix: 'prod',
  },
  {
    name: 'an HTTP API with a mapping',
    api: { version: 2, stage: 'prod' },
    base: `${DOMAIN}/hooks`,
    publicUrl: `${DOMAIN}/hooks`,
  },
  { name: 'a REST API', api: REST, base: `${AWS}/prod`, publicUrl: `${AWS}/prod` },
  { name: 'a REST API with a base path', ...BASE_PATH, publicUrl: `${DOMAIN}/hooks`, by: OF_CODEGENIE },
  {
    name: 'a REST API with a base path',
    ...BASE_PATH,
    publicUrl: DOMAIN,
    globalPrefix: 'hooks',
    by: ['serverless-http', '@h4ad/serverless-adapter', FASTIFY],
  },
];

const overHttp = signedForm('/voice', form, { publicUrl: 'http://example.com' });
const requests = apis.flatMap((api) => [
  eventOf(api, signedGet('/voice?CallSid=c1', { publicUrl: DOMAIN })),
  eventOf(api, signedForm('/voice', form, { publicUrl: DOMAIN })),
  eventOf(api, signedForm('/voice', form, { publicUrl: DOMAIN }), true),
  eventOf(api, overHttp, true),
]);
const queries = apis.flatMap((api) =>
  SPELLINGS.map((query) => eventOf(api, signedGet(`/voice?${query}`, { publicUrl: DOMAIN }))),
);
const unknown = eventOf(HTTP, signedGet('/nowhere', { publicUrl: DOMAIN }));

function observed({ main, edits }: Adapter): Invocation {
  const events = [...requests, ...queries, unknown];
  return { main, publicUrl: DOMAIN, events, edits: [...edits, ...OBSERVED] };
}

function withRow({ main, edits }: Adapter, { api, base, publicUrl, globalPrefix }: Row): Invocation {
  const genuine = signedForm('/voice', form, { publicUrl: base });
  const forged = signedForm('/voice', form, { publicUrl: base, signingKey: OTHER_KEY });
  const events = [eventOf(api, genuine), eventOf(api, genuine, true), eventOf(api, forged, true)];
  const prefix = globalPrefix === undefined ? [] : withPrefix(globalPrefix);
  return { main, publicUrl, events, edits: [...edits, ...prefix] };
}

describe.each(adapters)('$name', (adapter) => {
  const rowsOfIt = rows.filter(({ by = ONE_OF_EACH }) => by.includes(adapter.name));
  let answers: LambdaAnswer[];
  let answersByRow: LambdaAnswer[][];

  beforeAll(async () => {
    const invocations = [observed(adapter), ...rowsOfIt.map((row) => withRow(adapter, row))];
    [answers = [], ...answersByRow] = await invoke(page, `lambda-${adapter.name}`, invocations);
  });

  test('verifies, rejects, reports its outcomes and diagnoses', () => {
    const get = answered(`${DOMAIN}/voice?CallSid=c1`);
    const post = answered(`${DOMAIN}/voice`);
    expect(answers.slice(0, requests.length).map(withoutLog)).toEqual(
      apis.flatMap(() => [get, post, post, REJECTED]),
    );
    for (const [index, { logged, loggedLater }] of answers.slice(0, requests.length).entries()) {
      const isRejection = index % 4 === 3;
      const route = `VoiceController.${index % 4 === 0 ? 'byGet' : 'inbound'}`;
      const outcome = isRejection ? 'rejected signature-mismatch' : 'verified undefined';
      expect(logged).toContain(`OUTCOME ${outcome} ${route}`);
      expect(logged.includes('Rejected POST /voice: signature-mismatch')).toBe(isRejection);
      expect(logged).not.toContain('Diagnosis of');
      expect(loggedLater.includes("publicUrl: 'http://example.com'")).toBe(isRejection);
    }
  });

  test('keeps of queries what the page says', () => {
    const kept = answers.slice(requests.length, -1).map(({ status }) => status === 200);
    expect(kept).toEqual(adapter.spellings.flatMap((each) => SPELLINGS.map((query) => each.includes(query))));
    expect(answers.at(-1)).toMatchObject({ status: 404, loggedLater: '' });
  });

  test.each(rowsOfIt.map((row, index) => ({ ...row, index })))('$name: $publicUrl', ({ base, index }) => {
    const genuine = answered(`${base}/voice`);
    expect(answersByRow[index]?.map(withoutLog)).toEqual([genuine, genuine, REJECTED]);
  });
});

test('a handler that waits has audit and diagnosis before the process is frozen', async () => {
  const edits: Edit[] = [
    ...OBSERVED,
    ['controllers: [VoiceController],', '$& providers: [Audit],'],
    ['import type { VerifiedWebhookData }', "import { Audit } from './audit.js';\n$&"],
    [
      "await fetch('https://audit.example.com/webhooks', { method: 'POST', body });",
      "await new Promise((resolve) => setTimeout(resolve, 20)); console.log('AUDIT', body);",
    ],
  ];
  const genuine = signedForm('/voice', form, { publicUrl: DOMAIN });
  const overHttp = signedForm('/voice', form, { publicUrl: 'http://example.com' });
  const events = [genuine, overHttp].map((request) => eventOf(HTTP, request));
  const invocation = { main: 'lambda-waiting', publicUrl: DOMAIN, events, edits };
  const [answers = []] = await invoke(page, 'lambda-waiting', [invocation]);
  expect(answers.map(({ status }) => status)).toEqual([200, 403]);
  const [first, second] = answers.map(({ logged }) => logged);
  expect(first).toContain('AUDIT {"result":"verified","route":"VoiceController.inbound"}');
  expect(second).toContain('AUDIT {"result":"rejected","reason":"signature-mismatch"');
  expect(second).toContain("publicUrl: 'http://example.com'");
});
