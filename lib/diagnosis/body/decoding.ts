import { gunzipSync, inflateSync } from 'node:zlib';

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZLIB = 0x78;
/** A small body can hold a thousand times its length. */
export const MAX_DECOMPRESSED = 256 * 1024;

/** The bytes of which this is the base64, as the events of serverless functions hold a body. */
export function decodeBase64(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1').trim();
  if (text.length < 4 || !/^["']?[A-Za-z0-9+/_-]+={0,2}["']?$/.test(text)) return undefined;
  return Buffer.from(text.replace(/["']/g, ''), 'base64');
}

export function isCompressed(bytes: Buffer | undefined): boolean {
  return bytes !== undefined && (bytes.subarray(0, 2).equals(GZIP) || isDeflated(bytes));
}

/** A small header whose checksum is right. */
function isDeflated(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes[0] === ZLIB && bytes.readUInt16BE(0) % 31 === 0;
}

/** What was compressed with gzip or deflate. */
export function decompress(bytes: Buffer): Buffer | undefined {
  const options = { maxOutputLength: MAX_DECOMPRESSED };
  if (bytes.subarray(0, 2).equals(GZIP)) return gunzipSync(bytes, options);
  return isDeflated(bytes) ? inflateSync(bytes, options) : undefined;
}
