import { readFileSync } from 'node:fs';

import type { SignedRequest } from '../../signature/index.js';
import { originOf, targetOf } from '../request-options.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { type CapturedRequest, headersOf } from './captured-request.js';
import { parseCurl } from './parse-curl.js';
import { parseHar } from './parse-har.js';
import { parseRawHttp } from './parse-raw-http.js';

export const CAPTURE_OPTIONS = {
  'public-url': { type: 'string' },
  method: { type: 'string' },
  url: { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  body: { type: 'string' },
} as const;

export const CAPTURE_HELP = `  <file>                  a raw HTTP request, a HAR file, or a curl command; - reads the standard input
  --public-url <url>      the public base that SignalWire calls (default: https:// and the Host header)
  --method, --url, --header "Name: value", --body
                          the request in flags, instead of a file`;

interface CaptureFlags {
  readonly 'public-url'?: string | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly header: readonly string[];
  readonly body?: string | undefined;
}

export async function readCapturedRequest(
  file: string | undefined,
  flags: CaptureFlags,
  terminal: Terminal,
): Promise<SignedRequest> {
  const captured = file === undefined ? fromFlags(flags) : parse(await readFile(file, terminal));
  return { ...captured, url: publicUrlOf(captured, flags['public-url']) };
}

function publicUrlOf({ url, headers }: CapturedRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined)
    return publicUrl.replace(/\/+$/, '') + targetOf(url.startsWith('/') ? `http://x${url}` : url);
  if (!url.startsWith('/')) return originOf(url) + targetOf(url);
  const { host } = headers;
  if (host === undefined) throw new UsageError('The request names no host: pass --public-url https://….');
  return `https://${host}${url}`;
}

async function readFile(file: string, terminal: Terminal): Promise<Buffer> {
  if (file === '-') return terminal.readInput();
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`"${file}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? ''}.`);
  }
}

function parse(bytes: Buffer): CapturedRequest {
  const start = bytes.subarray(0, 200).toString('latin1').trimStart();
  if (start.startsWith('{')) return parseHar(bytes.toString());
  if (/^curl\s/.test(start)) return parseCurl(bytes.toString());
  return parseRawHttp(bytes);
}

function fromFlags({ method, url, header, body }: CaptureFlags): CapturedRequest {
  if (url === undefined) throw new UsageError('Nothing to look at: pass a file, or --url and --header.');
  const headers = headersOf(header);
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    headers,
    ...(body !== undefined && { body }),
  };
}
