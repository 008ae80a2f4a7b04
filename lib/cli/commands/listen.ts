import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

import { diagnose, formatDiagnosis } from '../../diagnosis/index.js';
import { type SignatureVerdict, type SignedRequest, verifySignature } from '../../signature/index.js';
import { codeOf, UsageError } from '../errors.js';
import { DiagnosisBudget } from '../listen/diagnosis-budget.js';
import { readBody } from '../listen/read-body.js';
import { printable } from '../../errors/printable.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKeys } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { maskCredentials, readPublicUrl } from '../url.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...KEY_OPTIONS,
  'public-url': { type: 'string' },
  port: { type: 'string', default: '3000' },
  host: { type: 'string', default: '127.0.0.1' },
  json: { type: 'boolean', default: false },
} as const;

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DIAGNOSED_BYTES = 128 * 1024;
const MAX_CONNECTIONS = 256;
const REQUEST_TIMEOUT = 30_000;
const MAX_PRINTED_URL = 300;

interface Setup {
  readonly terminal: Terminal;
  readonly signingKeys: readonly string[];
  readonly publicUrl: string | undefined;
  readonly isJson: boolean;
  readonly budget: DiagnosisBudget;
}

export const listen: Command = {
  help: `Usage: signalwire-webhook listen [options]

Responds to verified requests with an empty <Response/>, and to others with 403. Ends with Ctrl-C.

  --port <port>           (default: 3000)
  --host <address>        the address to listen on (default: 127.0.0.1)
  --public-url <url>      the public base that SignalWire calls (default: https:// and the Host header)
  --json                  prints one JSON object a line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values } = parseArgs({ args, options });
    const { 'public-url': publicUrl, json: isJson } = values;
    const setup: Setup = {
      terminal,
      publicUrl: publicUrl === undefined ? undefined : readPublicUrl(publicUrl),
      signingKeys: readSigningKeys(values, terminal).keys,
      isJson,
      budget: new DiagnosisBudget(0.2),
    };
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT }, (request, response) => {
      respond(request, response, setup).catch(() => response.destroy());
    });
    server.maxConnections = MAX_CONNECTIONS;
    await startListening(server, readPort(values.port), values.host);
    const { address, port } = server.address() as AddressInfo;
    terminal.print(isJson ? JSON.stringify({ address, port }) : `Listening on ${toOrigin(address, port)}`);
    await new Promise((resolve) => server.once('close', resolve));
    return SUCCESS;
  },
};

async function respond(incoming: IncomingMessage, response: ServerResponse, setup: Setup): Promise<void> {
  const { method = '', headers, url: target = '' } = incoming;
  const body = await readBody(incoming, MAX_BODY_BYTES);
  if (body === undefined || !target.startsWith('/')) {
    const status = body === undefined ? 413 : 400;
    response.writeHead(status, { connection: 'close' }).end();
    printOdd(`${method} ${maskCredentials(target)}`, status, setup);
    return;
  }
  const base = setup.publicUrl ?? `https://${headers.host ?? ''}`;
  const request = { method, url: base + target, headers, body };
  const verdict = verifySignature(request, setup.signingKeys);
  response.writeHead(verdict.verified ? 200 : 403, { 'content-type': 'text/xml' });
  response.end(verdict.verified ? '<?xml version="1.0" encoding="UTF-8"?><Response/>' : undefined);
  if (setup.isJson) printJson(request, verdict, setup);
  else print(request, verdict, setup);
}

function printOdd(line: string, status: number, { terminal, isJson }: Setup): void {
  const what = status === 413 ? 'the body is longer than 1 MB, or cut off' : 'the target is not a path';
  if (isJson) terminal.print(JSON.stringify({ verified: false, status, reason: what }));
  else terminal.print(paint('bad', `refused (${what})`), `  ${printable(line, MAX_PRINTED_URL)}`);
}

function printJson({ method, url }: SignedRequest, verdict: SignatureVerdict, { terminal }: Setup): void {
  const masked = verdict.verified ? { url: maskCredentials(verdict.url) } : { url: maskCredentials(url) };
  terminal.print(JSON.stringify({ method, ...verdict, ...masked }));
}

function print(request: SignedRequest, verdict: SignatureVerdict, setup: Setup): void {
  const { terminal } = setup;
  const line = `  ${printable(`${request.method} ${maskCredentials(request.url)}`, MAX_PRINTED_URL)}`;
  if (verdict.verified) {
    terminal.print(paint('good', `verified (${verdict.scheme})`), line);
    return;
  }
  terminal.print(paint('bad', `refused (${verdict.reason})`), line);
  terminal.print(describeRefusal(request, setup));
}

function describeRefusal(request: SignedRequest, { signingKeys, budget }: Setup): string {
  if ((request.body?.length ?? 0) > MAX_DIAGNOSED_BYTES)
    return 'Not diagnosed: the body is longer than 128 kB.';
  return (
    budget.run(() => formatDiagnosis(diagnose(request, signingKeys))) ??
    'Not diagnosed: too many refused requests at once.'
  );
}

function startListening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new UsageError(`Cannot listen on ${host}:${port}: ${codeOf(error)}.`));
    });
    server.listen(port, host, resolve);
  });
}

function toOrigin(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`);
}
