import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { codeOf, UsageError } from '../errors.js';
import { openBrowser } from '../inspect/open-browser.js';
import { DeliveryStore } from '../inspect/delivery-store.js';
import { PageApi } from '../inspect/page-api.js';
import { PageServer } from '../inspect/page-server.js';
import { Sender } from '../inspect/send-again.js';
import { Forwarder } from '../listen/forward.js';
import { printDelivery, printOdd } from '../listen/print-delivery.js';
import { Receiver } from '../listen/receiver.js';
import { Recording } from '../listen/recording.js';
import { readCount, readFlags, readPort } from '../arguments.js';
import {
  describePublicUrl,
  findPublicUrl,
  type PublicUrl,
  PUBLIC_URL_HELP,
  PUBLIC_URL_OPTIONS,
  publicUrlMembers,
} from '../public-url.js';
import { KEY_HELP, KEY_OPTIONS, readKeyKind, readSigningKeys } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { readOrigin } from '../url.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...KEY_OPTIONS,
  ...PUBLIC_URL_OPTIONS,
  port: { type: 'string', default: '3000' },
  host: { type: 'string', default: '127.0.0.1' },
  forward: { type: 'string' },
  'only-verified': { type: 'boolean', default: false },
  'allow-websockets': { type: 'boolean', default: false },
  record: { type: 'string' },
  'max-entries': { type: 'string' },
  redact: { type: 'boolean', default: false },
  inspect: { type: 'boolean', default: false },
  'inspect-port': { type: 'string' },
  open: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Flags that have no effect without a different flag, and an example of that flag. */
const REQUIRED_FLAGS = {
  redact: ['record', '--record deliveries.har'],
  'max-entries': ['record', '--record deliveries.har'],
  'inspect-port': ['inspect', '--inspect'],
  open: ['inspect', '--inspect'],
  'allow-websockets': ['forward', '--forward http://localhost:3000'],
} as const;

/** Time limit of open requests after Ctrl-C, in milliseconds. */
const GRACE = 500;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

export const listen: Command = {
  help: `Usage: signalwire-webhook listen [options]

Receive webhooks from a tunnel: verify, diagnose, forward and record them. Without --forward,
verified requests get an empty <Response/>, and unverified requests get 403. Press Ctrl-C to stop.

Example:
  npx signalwire-webhook listen --port 4000 --forward http://localhost:3000

  --port <port>           port to listen on (default: 3000); 0 for any free port
  --host <address>        address to listen on (default: 127.0.0.1)
${PUBLIC_URL_HELP.listen}
  --forward <origin>      application, such as http://localhost:3000, that gets each request byte
                          for byte; unverified requests have the header X-SignalWire-Webhook-Listen
  --only-verified         reject unverified requests and all WebSocket handshakes with 403
  --allow-websockets      forward WebSocket handshakes despite --only-verified, verified or not
  --record <file>         HAR file that gets each delivery; anyone with the file can replay its
                          requests indefinitely
  --max-entries <count>   maximum number of entries per HAR file (default: 1000)
  --redact                record only content that is known to be harmless, signed with a temporary
                          key in the file
  --inspect               serve an inspector page on 127.0.0.1, and print its URL, which contains
                          an access token
  --inspect-port <port>   port of the inspector page (default: 4040); 0 for any free port
  --open                  open the inspector page in the browser
  --json                  print one JSON object per line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const values = readFlags(args, options, 'listen');
    requireFlags(values);
    const { json: isJson, host, forward } = values;
    const port = readPort(values.port, '--port');
    const pagePort = readPort(values['inspect-port'] ?? '4040', '--inspect-port');
    const publicUrl = findPublicUrl(values, terminal);
    const base = publicUrl?.url;
    const { keys } = readSigningKeys(values, terminal);
    const receiver = new Receiver({
      publicUrl: base,
      signingKeys: keys,
      signingKeyKind: readKeyKind(values),
      forwarder: forward === undefined ? undefined : new Forwarder(new URL(readOrigin(forward, '--forward'))),
      isOnlyVerified: values['only-verified'],
      allowsWebSockets: values['allow-websockets'],
    });
    const maxEntries = readCount(values['max-entries'] ?? '1000', '--max-entries');
    const recording =
      values.record === undefined ? undefined : new Recording(values.record, maxEntries, values.redact);
    receiver.on('odd', (line) => {
      printOdd(line, isJson, terminal);
    });
    receiver.on('delivery', (delivery) => {
      printDelivery(delivery, isJson, terminal);
      recording?.append(delivery, terminal);
    });
    let page: PageServer | undefined;
    try {
      await startListening(receiver.server, host, port, '--port');
      page = values.inspect ? makePage(receiver, keys, base) : undefined;
      if (page) await startListening(page.server, '127.0.0.1', pagePort, '--inspect-port');
    } catch (error) {
      // An open server would keep the process running.
      receiver.close(0);
      page?.server.close();
      recording?.close();
      throw error;
    }
    recording?.printWarning(terminal);
    printStart(receiver.server, host, publicUrl, isJson, terminal);
    if (page) printPage(page, isJson, terminal);
    if (page && values.open) openPage(page, terminal);
    await untilInterrupted(receiver, terminal);
    page?.server.close().closeAllConnections();
    return SUCCESS;
  },
};

/** @throws UsageError if a flag would have no effect */
function requireFlags(values: Readonly<Record<string, unknown>>): void {
  for (const [flag, [required, example]] of Object.entries(REQUIRED_FLAGS)) {
    const isSet = values[flag] !== undefined && values[flag] !== false;
    if (isSet && (values[required] === undefined || values[required] === false))
      throw new UsageError(`--${flag} has no effect without --${required}. Fix: add ${example}`);
  }
}

const EACH_HOST = 'public URL: https:// and the Host header of each request';

function printStart(
  server: Server,
  host: string,
  publicUrl: PublicUrl | undefined,
  isJson: boolean,
  terminal: Terminal,
): void {
  const { address, port } = server.address() as AddressInfo;
  if (isJson)
    terminal.print(JSON.stringify({ address, port, ...(publicUrl && publicUrlMembers(publicUrl)) }));
  else {
    terminal.print(`Listening on ${toOrigin(address, port)}`);
    terminal.print(`  ${publicUrl ? describePublicUrl(publicUrl) : EACH_HOST}`);
  }
  const warning = `Warning: other machines can reach this port, because of --host ${host}. Fix: --host 127.0.0.1`;
  if (!LOOPBACK.test(host)) terminal.printError(paint('warning', warning));
}

function printPage({ url }: PageServer, isJson: boolean, terminal: Terminal): void {
  terminal.print(isJson ? JSON.stringify({ inspect: url }) : `Inspect on ${url}`);
}

function openPage(page: PageServer, terminal: Terminal): void {
  openBrowser(page.makeOpenUrl(), (reason) => {
    terminal.printError(
      paint('warning', `The browser did not open, because ${reason}. Fix: open ${page.url}`),
    );
  });
}

/** Makes the inspector page. The page sends its requests through the port of the receiver, which shows them as deliveries. */
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
    pageRequests: receiver.pageRequests,
  });
  return new PageServer(new PageApi(store, sender, (delivery) => receiver.diagnoseNow(delivery)));
}

/**
 * @param flag flag of the port
 * @throws Error with a fix if the address is not available
 */
function startListening(server: Server, host: string, port: number, flag: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = codeOf(error);
      reject(new Error(`Cannot listen on ${toOrigin(host, port)}: ${code}.${fixOf(code, flag)}`));
    });
    server.listen(port, host, resolve);
  });
}

function fixOf(code: string, flag: string): string {
  if (code === 'EADDRINUSE' || code === 'EACCES') return ` Fix: ${flag} 0`;
  return code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' ? ' Fix: --host 127.0.0.1' : '';
}

/** Waits for Ctrl-C, and then for open requests up to a time limit. */
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
