import type { FindingCode } from '../catalogue/catalogue.js';
import type { FormPair } from '../signature-internals.js';
import { formOf, type SignedBody } from './signed-body.js';

/** What turns the body that was verified into the one that may have been signed. */
export interface BodyChange {
  readonly code: FindingCode;
  /** From 1: the lower, the likelier. */
  readonly rank: number;
  /** What is tried: a noun phrase without anything of the body. */
  readonly label: string;
  /** The most bytes that it makes, if they are more than a copy of the body; `undefined` where it is not for it. */
  readonly cost?: (body: SignedBody) => number | undefined;
  /** `undefined`, or an exception, where the change is not for this body. */
  readonly apply: (body: SignedBody) => SignedBody | undefined;
}

/** The parameters of the form as they may have been signed; a text is appended to the URL as it is. */
export function ofPairs(
  rewrite: (pairs: readonly FormPair[]) => readonly FormPair[] | string | undefined,
): BodyChange['apply'] {
  return (body) => {
    const changed = body.kind === 'form' ? rewrite(body.pairs) : undefined;
    if (changed === undefined) return undefined;
    return typeof changed === 'string' ? { kind: 'text', text: changed } : { kind: 'form', pairs: changed };
  };
}

/** Names and values one by one. */
export function ofValues(rewrite: (value: string) => string): BodyChange['apply'] {
  return ofPairs((pairs) => pairs.map(([name, value]) => [name, rewrite(value)]));
}

/** The bytes of the form before they were parsed. */
export function ofFormBytes(rewrite: (bytes: Buffer) => Buffer | string | undefined): BodyChange['apply'] {
  return (body) => {
    const changed = body.kind === 'form' && body.bytes ? rewrite(body.bytes) : undefined;
    return changed === undefined ? undefined : formOf(Buffer.from(changed));
  };
}

/** The bytes of the JSON. */
export function ofJsonBytes(rewrite: (bytes: Buffer) => Buffer | string | undefined): BodyChange['apply'] {
  return (body) => {
    const changed = body.kind === 'json' ? rewrite(body.bytes) : undefined;
    return changed === undefined ? undefined : { kind: 'json', bytes: Buffer.from(changed) };
  };
}
