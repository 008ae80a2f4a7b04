import { parseArgs } from 'node:util';

import {
  makeRequest,
  originOf,
  readUrl,
  REQUEST_HELP,
  REQUEST_OPTIONS,
  targetOf,
} from '../request-options.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import type { SignedTestRequest } from '../../testing/index.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...REQUEST_OPTIONS,
  ...KEY_OPTIONS,
  curl: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export const sign: Command = {
  summary: 'prints the headers of a signed webhook, or a ready curl command',
  help: `Usage: signalwire-webhook sign <public url> [options]

${REQUEST_HELP}
  --curl                  prints a curl command
  --json                  prints method, URL, headers and body as JSON
${KEY_HELP}`,

  run: (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [url = ''] = positionals;
    readUrl(positionals[0], 'The public URL');
    const request = makeRequest(values, originOf(url), targetOf(url), readSigningKey(values, terminal));
    if (values.json) terminal.print(JSON.stringify(describe(request), null, 2));
    else terminal.print(values.curl ? toCurl(request) : headerLines(request).join('\n'));
    return Promise.resolve(SUCCESS);
  },
};

function describe({ method, url, headers, body }: SignedTestRequest): object {
  return { method, url, headers, body: body?.toString() };
}

function headerLines({ headers }: SignedTestRequest): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

function toCurl(request: SignedTestRequest): string {
  const headers = headerLines(request).map((line) => `-H ${quote(line)}`);
  const data = request.body ? [`--data-binary ${quote(request.body.toString())}`] : [];
  return ['curl', `-X ${request.method}`, ...headers, ...data, quote(request.url)].join(' \\\n  ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
