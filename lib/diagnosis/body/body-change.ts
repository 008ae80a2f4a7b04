import type { Change } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import { type FormPair, formOf, lengthOf, type SignedBody } from './signed-body.js';

type Rewrite<From, To> = (from: From) => To | undefined;

/** Returns a change of the body. `rewrite` returns `undefined` or throws if the change does not fit the body. */
export function ofBody(
  code: FindingCode,
  rank: number,
  label: string,
  cost: Rewrite<SignedBody, number>,
  rewrite: Rewrite<SignedBody, SignedBody>,
): Change {
  return {
    code,
    aspect: 'body',
    rank,
    label,
    cost: ({ body }) => cost(body),
    apply: (candidate) => {
      const body = rewrite(candidate.body);
      return body && { ...candidate, body };
    },
  };
}

/** Rewrites all parameters of a form. A resulting text is appended to the URL unchanged. */
export function ofPairs(
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: Rewrite<readonly FormPair[], readonly FormPair[] | string>,
): Change {
  return ofBody(code, rank, label, lengthOf, (body) => {
    const changed = body.kind === 'form' ? rewrite(body.pairs) : undefined;
    if (changed === undefined) return undefined;
    return typeof changed === 'string' ? { kind: 'text', text: changed } : { kind: 'form', pairs: changed };
  });
}

/** Rewrites each value of a form. */
export function ofValues(
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (value: string) => string,
): Change {
  return ofPairs(code, rank, label, (pairs) => pairs.map(([name, value]) => [name, rewrite(value)]));
}

/**
 * Rewrites the unparsed bytes of a form, or the bytes of a JSON body.
 *
 * @param costOf the cost for these bytes; without it, the length of the body
 */
export function ofBytes(
  kind: 'form' | 'json',
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: Rewrite<Buffer, Buffer | string>,
  costOf?: Rewrite<Buffer, number>,
): Change {
  const bytesOf = (body: SignedBody): Buffer | undefined => (body.kind === kind ? body.bytes : undefined);
  const cost = (body: SignedBody): number | undefined => {
    const bytes = bytesOf(body);
    return costOf ? bytes && costOf(bytes) : lengthOf(body);
  };
  return ofBody(code, rank, label, cost, (body) => {
    const bytes = bytesOf(body);
    const changed = bytes && rewrite(bytes);
    if (changed === undefined) return undefined;
    return kind === 'form' ? formOf(Buffer.from(changed)) : { kind, bytes: Buffer.from(changed) };
  });
}

/** Rewrites the text of a form or of a JSON body. */
export function ofText(
  kind: 'form' | 'json',
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: Rewrite<string, Buffer | string>,
  costOf?: Rewrite<Buffer, number>,
): Change {
  return ofBytes(kind, code, rank, label, (bytes) => rewrite(bytes.toString()), costOf);
}

/** Rewrites the bytes of a form or of a JSON body as characters of Latin-1, which keeps bytes that are not UTF-8. */
export function ofLatin1(
  kind: 'form' | 'json',
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (text: string) => string,
): Change {
  return ofBytes(kind, code, rank, label, (bytes) =>
    Buffer.from(rewrite(bytes.toString('latin1')), 'latin1'),
  );
}
