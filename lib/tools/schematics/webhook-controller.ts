import type { WebhookKind } from './controller-kinds.js';

export interface ControllerNames {
  /** Name of the file and of the route, such as `voice-menu`. */
  readonly name: string;
  readonly className: string;
  readonly importEnding: '.js' | '';
}

export function controllerNames(name: string, importEnding: '.js' | ''): ControllerNames {
  const words = name.split(/[-_.]+/).filter((word) => word !== '');
  const className = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') + 'Controller';
  return { name, className, importEnding };
}

export function controllerCode(kind: WebhookKind, { name, className }: ControllerNames): string {
  const { payload, parameter, id, response } = kind;
  const nest = response ? 'Controller, Logger, Post' : 'Controller, HttpCode, Logger, Post';
  const httpCode = response ? '' : '  @HttpCode(204)\n';
  const result = response ? `    return ${response};\n` : '';
  const library = [`type ${payload}`, 'SignalWireWebhook', 'WebhookPayload'];
  return `import { ${nest} } from '@nestjs/common';
${importCode(library, 'nestjs-signalwire-webhook')}

@SignalWireWebhook(${optionsCode(kind)})
@Controller('${name}')
export class ${className} {
  private readonly logger = new Logger(${className}.name);

${httpCode}  @Post()
  handle(@WebhookPayload() ${parameter}: ${payload}) {
    this.logger.log(\`Verified: \${${id}}\`);
${result}  }
}
`;
}

function optionsCode({ encoding, bind }: WebhookKind): string {
  const content = `content: ['${encoding}']`;
  if (bind === undefined) return `{ ${content} }`;
  const names = bind.map((name) => `'${name}'`).join(', ');
  return `{
  accept: 'url-token',
  urlToken: { bind: [${names}] },
  ${content},
}`;
}

/** Breaks lines at 80 characters, like Prettier in a new application. */
function importCode(names: readonly string[], specifier: string): string {
  const line = `import { ${names.join(', ')} } from '${specifier}';`;
  return line.length <= 80 ? line : `import {\n  ${names.join(',\n  ')},\n} from '${specifier}';`;
}

export type TestRunner = 'jest' | 'vitest';
export type Adapter = 'express' | 'fastify';

export function controllerTest(
  kind: WebhookKind,
  { name, className, importEnding }: ControllerNames,
  { runner, adapter }: { runner: TestRunner; adapter: Adapter },
): string {
  const isFastify = adapter === 'fastify';
  const vitest =
    runner === 'vitest' ? "import { afterAll, beforeAll, describe, expect, it } from 'vitest';\n" : '';
  const application = isFastify ? 'NestFastifyApplication' : 'INestApplication';
  const imports = isFastify
    ? importCode(['FastifyAdapter', 'type NestFastifyApplication'], '@nestjs/platform-fastify') + '\n'
    : "import type { INestApplication } from '@nestjs/common';\n";
  const create = isFastify
    ? 'createNestApplication<NestFastifyApplication>(\n      new FastifyAdapter(),\n      { rawBody: true },\n    )'
    : 'createNestApplication({ rawBody: true })';
  const status = kind.response ? 200 : 204;
  return `${imports}import { Test } from '@nestjs/testing';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
${importCode([kind.fixture, 'WebhookTestClient'], 'nestjs-signalwire-webhook/testing')}
${vitest}
import { ${className} } from './${name}.controller${importEnding}';

describe('${className}', () => {
  const settings = {
    signingKey: 'PSK_test',
    publicUrl: 'https://example.com',
${kind.bind ? SECRET : ''}  };
  const signalwire = new WebhookTestClient(settings);
  let app: ${application};

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [SignalWireWebhookModule.forRoot(settings)],
      controllers: [${className}],
    }).compile();
    app = module.${create};
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

${kind.bind ? tokenTests(kind, kind.bind, name, status) : signatureTests(kind, name, status)}});
`;
}

const SECRET = "    urlTokenSecret: 'only-for-tests-0123456789abcdefgh',\n";

function signatureTests(kind: WebhookKind, name: string, status: number): string {
  return `  it('accepts a signed request', async () => {
${requestCode(kind, name, '')}
    const response = await fetch(...request.toFetch(await app.getUrl()));
    expect(response.status).toBe(${status});
  });

  it('rejects a changed request', async () => {
${requestCode(kind, name, '.tampered()')}
    const response = await fetch(...request.toFetch(await app.getUrl()));
    expect(response.status).toBe(403);
  });
`;
}

function tokenTests({ fixture }: WebhookKind, bind: readonly string[], name: string, status: number): string {
  const values = bind.map((each) => `${each}: payload.${each}`).join(', ');
  return `  const payload = ${fixture}();
  const path = signalwire.pathWithToken('/${name}', {
    bind: { ${values} },
  });

  it('accepts a request to a created URL', async () => {
    const request = signalwire.json(path, payload).unsigned();
    const response = await fetch(...request.toFetch(await app.getUrl()));
    expect(response.status).toBe(${status});
  });

  it('rejects a different call', async () => {
    const other = ${fixture}({ call_id: 'other' });
    const request = signalwire.json(path, other).unsigned();
    const response = await fetch(...request.toFetch(await app.getUrl()));
    expect(response.status).toBe(403);
  });
`;
}

/** Breaks lines at 80 characters, like Prettier in a new application. */
function requestCode(
  { encoding, fixture, fixtureArgument = '' }: WebhookKind,
  name: string,
  change: '' | '.tampered()',
): string {
  const payload = `${fixture}(${fixtureArgument})`;
  const line = `    const request = signalwire.${encoding}('/${name}', ${payload})${change};`;
  if (line.length <= 80) return line;
  return change === ''
    ? `    const request = signalwire.${encoding}(\n      '/${name}',\n      ${payload},\n    );`
    : `    const request = signalwire\n      .${encoding}('/${name}', ${payload})\n      ${change};`;
}
