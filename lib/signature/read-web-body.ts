import { NO_BYTES, toBytes } from './bytes.js';
import { rejectRequest, type RequestRejection } from './request-result.js';
import { headerText } from './signature-headers.js';
import type { WebBodyReader, WebRequest } from './web-request.js';

/**
 * Reads the body to its end, or up to the limit. The server, which owns the connection, handles the rest. A stream that fails is a
 * rejection, never an error.
 */
export async function readBody(
  { headers, body }: WebRequest,
  limit: number,
): Promise<Buffer | RequestRejection> {
  const announced = headerText(headers.get('content-length'));
  if (Number(announced) > limit) return rejectRequest('body-too-large');
  if (!body) return isBodyMissing(headers, announced) ? rejectRequest('body-not-signed') : NO_BYTES;
  try {
    const reader = body.getReader();
    const bytes = await readUpTo(limit, reader);
    reader.releaseLock();
    return bytes ?? rejectRequest('body-too-large');
  } catch {
    return rejectRequest('unreadable-body');
  }
}

/** Whether the headers announce a body that the framework omitted, as for a GET or a HEAD. No code can verify or read it. */
function isBodyMissing(headers: WebRequest['headers'], announced: string | undefined): boolean {
  return headerText(headers.get('transfer-encoding')) !== undefined || (announced ?? '0') !== '0';
}

/** Reads into one buffer that grows with the received bytes: a chunk can be a single byte, and an announced length is unverified. */
async function readUpTo(limit: number, reader: WebBodyReader): Promise<Buffer | undefined> {
  let bytes: Buffer = NO_BYTES;
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    const chunk = toBytes(value);
    if (chunk === undefined) throw new TypeError('A chunk of the body is neither bytes nor text.');
    const end = length + chunk.length;
    if (end > limit) return undefined;
    if (end > bytes.length) bytes = grown(bytes, length, end);
    bytes.set(chunk, length);
    length = end;
  }
}

function grown(bytes: Buffer, length: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * bytes.length));
  larger.set(bytes.subarray(0, length));
  return larger;
}
