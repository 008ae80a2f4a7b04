import { toBytes } from './signature-internals.js';
import { readBodyKind } from './signature-internals.js';
import type { SignedRequest } from '../signature/index.js';
import { attempt } from './attempt.js';
import { type Content, parametersContent, rawContent } from './content.js';
import { changedForms, parseEntries } from './form-changes.js';
import { changedJson } from './json-changes.js';

/** What may have been signed for the body, had nothing changed it on its way. */
export function* bodyChanges(request: SignedRequest): Generator<Content> {
  const body = toBytes(request.body);
  const kind = readBodyKind(request.headers);
  if (body.length === 0 || kind === 'other') return;
  if (kind === 'form') {
    yield* changedForms(body);
    return;
  }
  for (const { change, bytes } of changedJson(body)) yield rawContent(bytes, change);
  const pairs = attempt(() => parseEntries(body.toString()));
  if (pairs) {
    yield parametersContent(pairs, { code: 'body-reserialised', signed: 'the parameters of a form' });
  }
}
