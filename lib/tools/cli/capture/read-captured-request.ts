import type { SignatureVerificationResult, WebhookRequest } from '../../../signature/index.js';
import { UsageError } from '../errors.js';
import { decodeHar, readFileOrInput } from '../har/read-har.js';
import { type Flags, readOnlyArgument } from '../arguments.js';
import { KEY_OPTIONS, readCaptureKeys } from '../signing-key.js';
import type { Terminal } from '../terminal.js';
import { verifyWebhook } from '../verify-webhook.js';
import { findPublicUrl, type PublicUrl, PUBLIC_URL_HELP, PUBLIC_URL_OPTIONS } from '../public-url.js';
import { type CapturedRequest, readHeaderLines } from './captured-request.js';
import { type FindsHost, signedUrlOf } from './captured-url.js';
import { parseCurl } from './parse-curl.js';
import { parseHar } from './parse-har.js';
import { parseRawHttp, withoutFinalLineBreak } from './parse-raw-http.js';

/** Options of a command that verifies a captured request. */
export const CAPTURE_OPTIONS = {
  ...KEY_OPTIONS,
  ...PUBLIC_URL_OPTIONS,
  method: { type: 'string' },
  url: { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  body: { type: 'string' },
} as const;

export const CAPTURE_HELP = `  <file>                  raw HTTP request, HAR file or curl command; - for the standard input
${PUBLIC_URL_HELP.verify}
  --method, --url, --header "Name: value", --body
                          request in flags instead of a file (--header is repeatable)`;

type CaptureFlags = Flags<typeof CAPTURE_OPTIONS>;

export interface VerifiedCapture {
  readonly request: WebhookRequest;
  readonly result: SignatureVerificationResult;
  readonly publicUrl: PublicUrl;
  readonly keys: readonly string[];
  /** Name of the key that matches; empty if the request is not verified. */
  readonly keyName: string;
  /** Whether the request is verified by the key in its own file, as in a redacted recording. */
  readonly isRecordedKey: boolean;
}

/**
 * Reads a request from a file, the standard input or flags, and verifies it. If the request is not verified and an editor may
 * have added a final line break to its body, verifies the request without this line break.
 *
 * @param findsHost whether a diagnosis searches for the host that SignalWire called
 * @throws UsageError
 */
export async function verifyCapturedRequest(
  positionals: readonly string[],
  flags: CaptureFlags,
  terminal: Terminal,
  findsHost: FindsHost = () => false,
): Promise<VerifiedCapture> {
  const file = readOnlyArgument(positionals, 'file');
  const configured = findPublicUrl(flags, terminal);
  const { mayHaveExtraLineBreak, recordedKey, ...captured } =
    file === undefined ? fromFlags(flags) : parse(await readCapture(file, flags, terminal));
  const { url, publicUrl } = signedUrlOf(captured, configured, findsHost);
  const given = { ...captured, url };
  const { keys, names, recordedKeyIndex } = readCaptureKeys(recordedKey, flags, terminal);
  const { request, result } = verifyEither(given, mayHaveExtraLineBreak === true, keys);
  const keyIndex = result.verified ? result.keyIndex : undefined;
  return {
    request,
    result,
    publicUrl,
    keys,
    keyName: names[keyIndex ?? -1] ?? '',
    isRecordedKey: keyIndex !== undefined && keyIndex === recordedKeyIndex,
  };
}

function verifyEither(
  request: WebhookRequest,
  mayHaveExtraLineBreak: boolean,
  keys: readonly string[],
): Pick<VerifiedCapture, 'request' | 'result'> {
  const result = verifyWebhook(request, keys);
  const { body } = request;
  if (result.verified || !mayHaveExtraLineBreak || !(body instanceof Uint8Array)) return { request, result };
  const shorter = { ...request, body: withoutFinalLineBreak(body) };
  const second = verifyWebhook(shorter, keys);
  return second.verified ? { request: shorter, result: second } : { request, result };
}

async function readCapture(
  file: string,
  { url, method, body, header }: CaptureFlags,
  terminal: Terminal,
): Promise<Buffer> {
  if (url !== undefined || method !== undefined || body !== undefined || header.length > 0) {
    throw new UsageError('Pass a file or the request in flags, not both.');
  }
  return readFileOrInput(file, terminal);
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
  const usual = body === undefined ? 'GET' : 'POST';
  return { method: method ?? usual, url, headers: readHeaderLines(header), body };
}
