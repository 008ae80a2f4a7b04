import { createHash } from 'node:crypto';

/** RFC 2104 written out, so that it shares nothing with the library but the hash itself. */
export function referenceHmac(algorithm: 'sha1' | 'sha256', key: Uint8Array, message: Uint8Array): Buffer {
  const hash = (...parts: Uint8Array[]) => createHash(algorithm).update(Buffer.concat(parts)).digest();
  const block = Buffer.alloc(64);
  block.set(key.length > 64 ? hash(key) : key);
  const inner = hash(
    block.map((byte) => byte ^ 0x36),
    message,
  );
  return hash(
    block.map((byte) => byte ^ 0x5c),
    inner,
  );
}
