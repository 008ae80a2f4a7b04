import { canonicalParameters } from './signature-internals.js';
import type { FormPair } from './signature-internals.js';
import type { SignatureScheme } from '../signature/index.js';
import type { FindingCode } from './catalogue.js';

/** Above this size only the changes of a body that are cheap and likely are tried. */
export const LARGE_BODY = 65_536;

export interface ContentChange {
  readonly code: FindingCode;
  /** What was signed after the URL, as a noun phrase without anything of the body. */
  readonly signed: string;
}

/** What may have been signed after the URL. */
export interface Content {
  readonly scheme: SignatureScheme;
  /** The spellings of which one was signed. */
  readonly parts: readonly Buffer[];
  readonly change?: ContentChange | undefined;
}

export function parametersContent(pairs: readonly FormPair[], change?: ContentChange): Content {
  return { scheme: 'cxml', parts: canonicalParameters(pairs).map((text) => Buffer.from(text)), change };
}

export function textContent(text: string, change?: ContentChange): Content {
  return { scheme: 'cxml', parts: [Buffer.from(text)], change };
}

export function rawContent(body: Buffer, change?: ContentChange): Content {
  return { scheme: 'swml', parts: [body], change };
}

export function urlOnlyContent(change?: ContentChange): Content {
  return textContent('', change);
}
