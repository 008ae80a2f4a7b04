import type { SignatureVerificationResult, WebhookRequest } from '../../../signature/index.js';
import { maskCredentials } from '../../../signature/internal.js';
import { UsageError } from '../errors.js';
import { readFileOrInput } from '../har/read-har.js';
import { type Flags, readOnlyArgument } from '../arguments.js';
import { ONLY_HELP, readOnly } from '../only.js';
import { findPublicUrl, type PublicUrl, PUBLIC_URL_HELP, PUBLIC_URL_OPTIONS } from '../public-url.js';
import { KEY_OPTIONS, type NamedKeys, readCaptureKeys } from '../signing-key.js';
import type { Terminal } from '../terminal.js';
import { originOf } from '../url.js';
import { verifyWebhook } from '../verify-webhook.js';
import { type CapturedEntry, type CapturedFile, fileOfOne } from './captured-file.js';
import { type CapturedRequest, readHeaderLines } from './captured-request.js';
import { findCapturedUrl, type FindsHost, signedUrlOf } from './captured-url.js';
import { parseCapture } from './parse-capture.js';
import { withoutFinalLineBreak } from './parse-raw-http.js';

/** Options of a command that verifies captured requests. */
export const CAPTURE_OPTIONS = {
  ...KEY_OPTIONS,
  ...PUBLIC_URL_OPTIONS,
  only: { type: 'string' },
  method: { type: 'string' },
  url: { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  body: { type: 'string' },
} as const;

export const CAPTURE_HELP = `  <file>                  raw HTTP request, HAR file, curl command, Lambda event or JSON of ngrok;
                          - for the standard input
${ONLY_HELP}
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
  /** Public URL, without a password, that the capture names and that verifies the request, unlike the configured one. */
  readonly matchingPublicUrl?: string | undefined;
}

/** The chosen requests of a file. */
export interface Captures {
  readonly entries: readonly CapturedEntry[];
  /** Numbers of the entries that are left out, because they have no signature. */
  readonly skipped: readonly number[];
  /** Whether the file has more than one request. */
  readonly isList: boolean;
  /** @throws UsageError if the request is malformed, or its public URL is missing */
  verify(request: CapturedRequest): VerifiedCapture;
}

/**
 * Reads requests from a file, the standard input or flags.
 *
 * @param findsHost whether a diagnosis searches for the host that SignalWire called
 * @throws UsageError
 */
export async function readCaptures(
  positionals: readonly string[],
  flags: CaptureFlags,
  terminal: Terminal,
  findsHost: FindsHost = () => false,
): Promise<Captures> {
  const file = readOnlyArgument(positionals, 'file');
  const configured = findPublicUrl(flags, terminal);
  const captured =
    file === undefined ? fileOfOne(fromFlags(flags)) : parseCapture(await readCapture(file, flags, terminal));
  const keys = readCaptureKeys(captured.recordedKey, flags, terminal);
  return {
    ...chooseEntries(captured, flags.only),
    isList: captured.entries.length > 1,
    verify: (request) => verifyCapture(request, configured, keys, findsHost),
  };
}

/**
 * Chooses all requests of `--only`. Without it, leaves out the requests without a signature in a file that also contains pages and
 * assets, unless none has a signature.
 */
function chooseEntries(
  { entries, areWebhooks }: CapturedFile,
  only: string | undefined,
): Pick<Captures, 'entries' | 'skipped'> {
  if (entries.length === 0) throw new UsageError('The file has no request.');
  if (only !== undefined) {
    const isChosen = readOnly(only);
    const chosen = entries.filter(({ number }) => isChosen(number));
    if (chosen.length > 0) return { entries: chosen, skipped: [] };
    throw new UsageError(`--only ${only} matches no entry. The file has the entries 1 to ${entries.length}.`);
  }
  const signed = entries.filter(({ isSigned }) => isSigned);
  if (areWebhooks || signed.length === 0) return { entries, skipped: [] };
  return {
    entries: signed,
    skipped: entries.filter(({ isSigned }) => !isSigned).map(({ number }) => number),
  };
}

/**
 * Verifies a request. If it is not verified and an editor may have added a final line break to its body, verifies it without this
 * line break.
 */
function verifyCapture(
  captured: CapturedRequest,
  configured: PublicUrl | undefined,
  { keys, names, recordedKeyIndex }: NamedKeys,
  findsHost: FindsHost,
): VerifiedCapture {
  const { mayHaveExtraLineBreak = false, method, headers, body } = captured;
  const { url, publicUrl } = signedUrlOf(captured, configured, findsHost);
  const verifyAt = (signedUrl: string) =>
    verifyEither({ method, url: signedUrl, headers, body }, mayHaveExtraLineBreak, keys);
  const { request, result } = verifyAt(url);
  const keyIndex = result.verified ? result.keyIndex : undefined;
  const capturedUrl = result.verified || !configured ? undefined : findCapturedUrl(captured);
  const other = capturedUrl === undefined ? undefined : verifyAt(capturedUrl).result;
  return {
    request,
    result,
    publicUrl,
    keys,
    keyName: names[keyIndex ?? -1] ?? '',
    isRecordedKey: keyIndex !== undefined && keyIndex === recordedKeyIndex,
    matchingPublicUrl: other?.verified ? maskCredentials(originOf(other.url)) : undefined,
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

function fromFlags({ method, url, header, body }: CaptureFlags): CapturedRequest {
  if (url === undefined) throw new UsageError('No request: pass a file, or --url and --header.');
  const usual = body === undefined ? 'GET' : 'POST';
  return { method: method ?? usual, url, headers: readHeaderLines(header), body };
}
