export type BodyKind = 'form' | 'json' | 'other';

/** No comma: it joins two values of a repeated header, which could be read either way. */
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;[^,]*)?$/i;
const JSON_TYPE = /^\s*application\/json\s*(?:;[^,]*)?$/i;

/** Which of the two signed kinds of body the content type announces. */
export function readBodyKind(contentType: string | undefined): BodyKind {
  if (contentType === undefined) return 'other';
  if (FORM_TYPE.test(contentType)) return 'form';
  return JSON_TYPE.test(contentType) ? 'json' : 'other';
}
