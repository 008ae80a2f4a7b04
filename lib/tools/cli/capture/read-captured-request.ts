import {
  type SignatureVerificationResult,
  type WebhookRequest,
  verifySignature,
} from '../../../signature/index.js';
import { UsageError } from '../errors.js';
import { decodeHar } from '../har/read-har.js';
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

export const CAPTURE_HELP = `  <file>                  a raw HTTP request, a HAR file, or a curl command; - reads the standard input
  --public-url <url>      the public base that SignalWire calls (default: https:// and the Host header)
  --method, --url, --header "Name: value", --body
                          the request in flags, instead of a file`;

/** HAR files of a browser's session are long; a webhook is not. */
const MAX_BYTES = 64 * 1024 * 1024;

interface CaptureFlags {
  readonly 'public-url'?: string | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly header: readonly string[];
  readonly body?: string | undefined;
}

export interface Capture {
  /** The request; a second one where its final line break may be an editor's. */
  readonly readings: readonly WebhookRequest[];
  /** The key in the file of the request, as in a redacted recording. */
  readonly ownKey: string | undefined;
}

/**
 * What the file, the standard input or the flags say.
 *
 * @throws UsageError
 */
export async function readCapturedRequest(
  positionals: readonly string[],
  flags: CaptureFlags,
  terminal: Terminal,
): Promise<Capture> {
  const [file, ...others] = positionals;
  if (others.length > 0) throw new UsageError('Only one file can be looked at.');
  const base = flags['public-url'] === undefined ? undefined : readPublicUrl(flags['public-url']);
  const { mayEndInForeignLineBreak, ownKey, ...captured } =
    file === undefined ? fromFlags(flags) : parse(await readCapture(file, flags, terminal));
  const request = { ...captured, url: publicUrlOf(captured, base) };
  const readings: WebhookRequest[] = [request];
  if (mayEndInForeignLineBreak && request.body instanceof Uint8Array)
    readings.push({ ...request, body: withoutFinalLineBreak(request.body) });
  return { readings, ownKey };
}

/** The reading that is verified, or else the first. */
export function verifyReadings(
  readings: readonly WebhookRequest[],
  keys: readonly string[],
): { request: WebhookRequest; result: SignatureVerificationResult } {
  const [first, ...others] = readings.map((request) => ({
    request,
    result: verifySignature(request, keys),
  }));
  const best = first?.result.verified ? first : (others.find(({ result }) => result.verified) ?? first);
  if (!best) throw new UsageError('Nothing to look at.');
  return best;
}

function publicUrlOf({ url, headers }: CapturedRequest, base: string | undefined): string {
  if (!url.startsWith('/')) {
    const absolute = readUrl(url, 'The captured URL');
    return (base ?? originOf(absolute)) + targetOf(absolute);
  }
  const { host } = headers;
  if (base === undefined && host === undefined) {
    throw new UsageError('The request names no host: pass --public-url https://….');
  }
  const origin = base ?? originOf(readUrl(`https://${host ?? ''}/`, 'The Host header'));
  return origin + targetOf(readUrl(`https://host${url}`, 'The captured URL'));
}

async function readCapture(file: string, flags: CaptureFlags, { input }: Terminal): Promise<Buffer> {
  if (flags.url !== undefined || flags.body !== undefined || flags.header.length > 0) {
    throw new UsageError('Pass a file or the request in flags, not both.');
  }
  return file === '-' ? readInput(input, MAX_BYTES) : readBounded(file, MAX_BYTES);
}

function parse(given: Buffer): CapturedRequest {
  if (given[0] === 0xff || given[0] === 0xfe) {
    throw new UsageError('The file is encoded in UTF-16. Save it as UTF-8.');
  }
  const bytes = given.subarray(0, 3).equals(UTF8_MARK) ? given.subarray(3) : given;
  const start = bytes.subarray(0, 1024).toString('latin1').trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return parseHar(decodeHar(bytes));
  if (/^(?:\$ )?curl(?:\.exe)?\s/.test(start)) return parseCurl(bytes.toString());
  return parseRawHttp(bytes);
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function fromFlags({ method, url, header, body }: CaptureFlags): CapturedRequest {
  if (url === undefined) throw new UsageError('Nothing to look at: pass a file, or --url and --header.');
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    headers: readHeaderLines(header),
    ...(body !== undefined && { body }),
  };
}
