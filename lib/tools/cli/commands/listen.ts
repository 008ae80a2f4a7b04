import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

import { codeOf, UsageError } from '../errors.js';
import { DeliveryStore } from '../inspect/delivery-store.js';
import { PageApi } from '../inspect/page-api.js';
import { PageServer } from '../inspect/page-server.js';
import { Sender } from '../inspect/send-again.js';
import { Forwarder } from '../listen/forward.js';
import { printDelivery, printOdd } from '../listen/print-delivery.js';
import { Receiver } from '../listen/receiver.js';
import { openRecording, type RecordingOptions } from '../listen/recording.js';
import { readCount, readPort } from '../numbers.js';
import { KEY_HELP, KEY_OPTIONS, readKeyKind, readSigningKeys } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { originOf, readPublicUrl, readUrl, targetOf } from '../url.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...KEY_OPTIONS,
  'public-url': { type: 'string' },
  port: { type: 'string', default: '3000' },
  host: { type: 'string', default: '127.0.0.1' },
  forward: { type: 'string' },
  'only-verified': { type: 'boolean', default: false },
  'allow-websockets': { type: 'boolean', default: false },
  record: { type: 'string' },
  'max-entries': { type: 'string', default: '1000' },
  redact: { type: 'boolean', default: false },
  inspect: { type: 'boolean', default: false },
  'inspect-port': { type: 'string', default: '4040' },
  json: { type: 'boolean', default: false },
} as const;

/** How long requests may still take after Ctrl-C, in milliseconds. */
const GRACE = 500;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

export const listen: Command = {
  help: `Usage: signalwire-webhook listen [options]

Stands behind a tunnel: verifies what arrives, says why it fails, and forwards it. Without --forward, verified requests get
an empty <Response/> and others 403. Ends with Ctrl-C.

  --port <port>           (default: 3000)
  --host <address>        the address to listen on (default: 127.0.0.1)
  --public-url <url>      the public base that SignalWire calls (default: https:// and the Host header)
  --forward <origin>      passes each request on, byte for byte, to http://localhost:<port>, and its response back;
                          rejected ones with the header X-SignalWire-Webhook-Listen
  --only-verified         rejects unverified requests and WebSocket handshakes with 403
  --allow-websockets      forwards WebSocket handshakes in spite of --only-verified, verified or not
  --record <file>         appends each delivery to a HAR file. It holds requests that can be replayed for ever
  --max-entries <count>   of one HAR file; the next begins then (default: 1000)
  --redact                records known harmless content only, signed with a throw-away key that is in the file
  --inspect               opens a page that shows each delivery, on 127.0.0.1 only; its URL holds a token
  --inspect-port <port>   of the page (default: 4040)
  --json                  prints one JSON object a line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values } = parseArgs({ args, options });
    const { 'public-url': publicUrl, json: isJson, host, forward } = values;
    const port = readPort(values.port, '--port');
    const pagePort = readPort(values['inspect-port'], '--inspect-port');
    const base = publicUrl === undefined ? undefined : readPublicUrl(publicUrl);
    const { keys } = readSigningKeys(values, terminal);
    const receiver = new Receiver({
      publicUrl: base,
      signingKeys: keys,
      signingKeyKind: readKeyKind(values),
      forwarder: forward === undefined ? undefined : new Forwarder(readOrigin(forward)),
      isOnlyVerified: values['only-verified'],
      allowsWebSockets: values['allow-websockets'],
    });
    const record =
      values.record === undefined ? undefined : openRecording(toRecording(values.record, values), terminal);
    receiver.on('odd', (line) => {
      printOdd(line, isJson, terminal);
    });
    receiver.on('delivery', (delivery) => {
      printDelivery(delivery, isJson, terminal);
      record?.(delivery);
    });
    await startListening(receiver.server, port, host);
    printStart(receiver.server, host, isJson, terminal);
    const page = values.inspect ? makePage(receiver, keys, base) : undefined;
    if (page) {
      await startListening(page.server, pagePort, '127.0.0.1');
      terminal.print(isJson ? JSON.stringify({ inspect: page.url }) : `Inspect on ${page.url}`);
    }
    await untilInterrupted(receiver, terminal);
    page?.server.close().closeAllConnections();
    return SUCCESS;
  },
};

function printStart(server: Server, host: string, isJson: boolean, terminal: Terminal): void {
  const { address, port } = server.address() as AddressInfo;
  terminal.print(isJson ? JSON.stringify({ address, port }) : `Listening on ${toOrigin(address, port)}`);
  if (!LOOPBACK.test(host))
    terminal.printError(paint('warning', `Warning: with --host ${host} other machines can reach this port.`));
}

/** What the page sends goes through the receiver's own port, so that it is shown like any delivery. */
function makePage(
  receiver: Receiver,
  signingKeys: readonly string[],
  publicUrl: string | undefined,
): PageServer {
  const store = new DeliveryStore();
  receiver.on('delivery', (delivery) => {
    store.add(delivery);
  });
  const { address, port } = receiver.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  const receiverUrl = toOrigin(host, port);
  const sender = new Sender({
    receiverUrl,
    publicUrl: publicUrl ?? receiverUrl.replace('http:', 'https:'),
    signingKeys,
  });
  return new PageServer(new PageApi(store, sender));
}

interface RecordFlags {
  readonly 'max-entries': string;
  readonly redact: boolean;
}

function toRecording(path: string, { 'max-entries': count, redact }: RecordFlags): RecordingOptions {
  return { path, maxEntries: readCount(count, '--max-entries'), isRedacted: redact };
}

function readOrigin(text: string): URL {
  const url = readUrl(text, '--forward');
  const isOrigin = targetOf(url) === '/' && !/[?#@]/.test(url);
  if (isOrigin) return new URL(originOf(url));
  throw new UsageError(
    '--forward takes an origin without credentials, path and query, such as http://localhost:3000.',
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

/** Lets requests that are under way end, for a moment. */
async function untilInterrupted(receiver: Receiver, terminal: Terminal): Promise<void> {
  const closed = once(receiver.server, 'close');
  terminal.onInterrupt(() => {
    receiver.close(GRACE);
  });
  await closed;
}

function toOrigin(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
