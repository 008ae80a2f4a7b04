import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SigningVector {
  readonly id: string;
  readonly scheme: 'cxml' | 'swml';
  readonly signingKey: string;
  readonly method: string;
  readonly url: string;
  readonly publicUrl?: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly expected: 'verified' | 'rejected';
  readonly elsewhere: string | null;
  /** The signature cannot tell the request from a different one under the same signature. */
  readonly 'scheme-limit'?: true;
}

const file = join(import.meta.dirname, '../conformance/signing-vectors.json');

export const signingVectors = JSON.parse(readFileSync(file, 'utf8')) as SigningVector[];

/** Where a vector has a configured public URL, its origin (with credentials) and the path of `url`. */
export function urlToVerify({ url, publicUrl }: SigningVector): string {
  if (publicUrl === undefined) return url;
  const [origin] = /^[^/]+\/\/[^/?#]*/.exec(publicUrl) ?? [];
  return (origin ?? '') + url.replace(/^[^/]+\/\/[^/?#]*/, '');
}
