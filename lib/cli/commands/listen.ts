import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

import { diagnose, formatDiagnosis } from '../../diagnosis/index.js';
import { verifySignature } from '../../signature/index.js';
import { readUrl } from '../request-options.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...KEY_OPTIONS,
  'public-url': { type: 'string' },
  port: { type: 'string', default: '3000' },
  host: { type: 'string', default: '127.0.0.1' },
  json: { type: 'boolean', default: false },
} as const;

const MAX_BODY_BYTES = 1024 * 1024;

interface Setup {
  readonly terminal: Terminal;
  readonly signingKey: string;
  readonly publicUrl: string | undefined;
  readonly isJson: boolean;
}

export const listen: Command = {
  summary: 'listens behind a tunnel, verifies what arrives and says why it fails',
  help: `Usage: signalwire-webhook listen [options]

Answers verified requests with an empty <Response/>, and others with 403. Ends with Ctrl-C.

  --port <port>           (default: 3000)
  --host <address>        the address to listen on (default: 127.0.0.1)
  --public-url <url>      the public base that SignalWire calls (default: https:// and the Host header)
  --json                  prints one JSON object a line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values } = parseArgs({ args, options });
    if (values['public-url'] !== undefined) readUrl(values['public-url'], '--public-url');
    const signingKey = readSigningKey(values, terminal);
    const setup = { terminal, signingKey, publicUrl: values['public-url'], isJson: values.json };
    const server = createServer((request, response) => void answer(request, response, setup));
    await startListening(server, readPort(values.port), values.host);
    const { address, port } = server.address() as AddressInfo;
    terminal.print(
      values.json ? JSON.stringify({ address, port }) : `Listening on http://${address}:${port}`,
    );
    await new Promise((resolve) => server.once('close', resolve));
    return SUCCESS;
  },
};

async function answer(incoming: IncomingMessage, response: ServerResponse, setup: Setup): Promise<void> {
  const body = await readBody(incoming).catch(() => undefined);
  if (body === undefined) {
    response.writeHead(413).end();
    return;
  }
  const { method = '', headers, url = '/' } = incoming;
  const base = setup.publicUrl?.replace(/\/+$/, '') ?? `https://${headers.host ?? ''}`;
  const request = { method, url: base + url, headers, body };
  const verdict = verifySignature(request, setup.signingKey);
  response.writeHead(verdict.verified ? 200 : 403, { 'content-type': 'text/xml' });
  response.end(verdict.verified ? '<?xml version="1.0" encoding="UTF-8"?><Response/>' : undefined);
  if (setup.isJson) setup.terminal.print(JSON.stringify({ method, url: request.url, ...verdict }));
  else setup.terminal.print(describe(request, verdict, setup));
}

function describe(
  request: Parameters<typeof verifySignature>[0],
  verdict: ReturnType<typeof verifySignature>,
  { terminal, signingKey }: Setup,
): string {
  const line = `${request.method} ${request.url}`;
  if (verdict.verified) return `${paint(terminal, 'good', `verified (${verdict.scheme})`)}  ${line}`;
  const diagnosis = formatDiagnosis(diagnose(request, signingKey));
  return `${paint(terminal, 'bad', `refused (${verdict.reason})`)}  ${line}\n${diagnosis}`;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new RangeError('The body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function startListening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new UsageError(`Cannot listen on ${host}:${port}: ${error.code ?? error.message}.`));
    });
    server.listen(port, host, resolve);
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`);
}
