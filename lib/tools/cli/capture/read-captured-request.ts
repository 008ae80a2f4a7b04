import {
  type SignatureVerificationResult,
  type WebhookRequest,
  verifySignature,
} from '../../../signature/index.js';
import { UsageError } from '../errors.js';
import type { Flags } from '../arguments.js';
import { decodeHar, MAX_HAR_BYTES } from '../har/read-har.js';
import { readOnlyArgument } from '../arguments.js';
import { readBounded, readInput } from '../read-file.js';
import type { Terminal } from '../terminal.js';
import { originOf, readPublicUrl, readUrl, targetOf } from '../url.js';
import { type CapturedRequest, readHeaderLines } from './captured-request.js';
import { parseCurl } from './parse-curl.js';
import { parseHar } from './parse-har.js';
import { parseRawHttp, withoutFinalLineBreak } from './parse-raw-http.js';

export const CAPTURE_OPTIONS = {
  'public-url': { type: 'string' },
  method: { type: 'string' },
  url: { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  body: { type: 'string' },
} as const;

export const CAPTURE_HELP = `  <file>                  raw HTTP request, HAR file or curl command; - for the standard input
  --public-url <url>      public URL that SignalWire calls (default: https:// and the Host header)
  --method, --url, --header "Name: value", --body
                          request in flags instead of a file (--header is repeatable)`;

type CaptureFlags = Flags<typeof CAPTURE_OPTIONS>;

export interface Capture {
  /** The request, and the request without its final line break if an editor may have added it. */
  readonly interpretations: readonly WebhookRequest[];
  /** The key in the file of the request, as in a redacted recording. */
  readonly recordedKey: string | undefined;
}

/**
 * Reads a request from a file, the standard input or flags.
 *
 * @throws UsageError
 */
export async function readCapturedRequest(
  positionals: readonly string[],
  flags: CaptureFlags,
  terminal: Terminal,
): Promise<Capture> {
  const file = readOnlyArgument(positionals, 'file');
  const base = flags['public-url'] === undefined ? undefined : readPublicUrl(flags['public-url']);
  const { mayHaveExtraLineBreak, recordedKey, ...captured } =
    file === undefined ? fromFlags(flags) : parse(await readCapture(file, flags, terminal));
  const request = { ...captured, url: publicUrlOf(captured, base) };
  const interpretations: WebhookRequest[] = [request];
  if (mayHaveExtraLineBreak && request.body instanceof Uint8Array)
    interpretations.push({ ...request, body: withoutFinalLineBreak(request.body) });
  return { interpretations, recordedKey };
}

/** Returns the verified interpretation, otherwise the first one. */
export function verifyInterpretations(
  interpretations: readonly WebhookRequest[],
  keys: readonly string[],
): { request: WebhookRequest; result: SignatureVerificationResult } {
  const [first, ...others] = interpretations.map((request) => ({
    request,
    result: verifySignature(request, keys),
  }));
  const best = first?.result.verified ? first : (others.find(({ result }) => result.verified) ?? first);
  if (!best) throw new UsageError('No request: pass a file, or --url and --header.');
  return best;
}

function publicUrlOf({ url, headers }: CapturedRequest, base: string | undefined): string {
  if (!url.startsWith('/')) {
    const absolute = readUrl(url, 'The captured URL');
    return (base ?? originOf(absolute)) + targetOf(absolute);
  }
  const { host } = headers;
  if (base === undefined && host === undefined) {
    throw new UsageError('The request has no Host header. Fix: --public-url https://example.com');
  }
  const origin = base ?? originOf(readUrl(`https://${host ?? ''}/`, 'The Host header'));
  return origin + targetOf(readUrl(`https://host${url}`, 'The captured URL'));
}

async function readCapture(file: string, flags: CaptureFlags, { input }: Terminal): Promise<Buffer> {
  const { url, method, body, header } = flags;
  if (url !== undefined || method !== undefined || body !== undefined || header.length > 0) {
    throw new UsageError('Pass a file or the request in flags, not both.');
  }
  return file === '-' ? readInput(input, MAX_HAR_BYTES) : readBounded(file, MAX_HAR_BYTES);
}

function parse(given: Buffer): CapturedRequest {
  if (given[0] === 0xff || given[0] === 0xfe) {
    throw new UsageError('The file is encoded in UTF-16. Fix: save the file as UTF-8.');
  }
  const bytes = given.subarray(0, 3).equals(BYTE_ORDER_MARK) ? given.subarray(3) : given;
  const start = bytes.subarray(0, 1024).toString('latin1').trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return parseHar(decodeHar(bytes));
  if (/^(?:\$ )?curl(?:\.exe)?\s/.test(start)) return parseCurl(bytes.toString());
  return parseRawHttp(bytes);
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function fromFlags({ method, url, header, body }: CaptureFlags): CapturedRequest {
  if (url === undefined) throw new UsageError('No request: pass a file, or --url and --header.');
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    headers: readHeaderLines(header),
    ...(body !== undefined && { body }),
  };
}
