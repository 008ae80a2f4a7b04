const GZIP = Buffer.from([0x1f, 0x8b]);
const ZLIB = 0x78;

export function isCompressed(bytes: Buffer): boolean {
  return isGzipped(bytes) || isDeflated(bytes);
}

export function isGzipped(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).equals(GZIP);
}

/** Checks the two-byte zlib header and its checksum. */
export function isDeflated(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes[0] === ZLIB && bytes.readUInt16BE(0) % 31 === 0;
}
