export type BodyKind = 'form' | 'json' | 'other';

/** No comma: it joins two values of a repeated header, which could be read either way. */
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;[^,]*)?$/i;
const JSON_TYPE = /^\s*application\/json\s*(;[^,]*)?$/i;
const UTF8_CHARSET = /;\s*charset\s*=\s*(?:utf-?8|"utf-?8")\s*(?=;|$)/gi;

/** Which of the two signed kinds of body the content type announces. JSON is UTF-8; JSON in a different charset is of neither kind. */
export function readBodyKind(contentType: string | undefined): BodyKind {
  if (contentType === undefined) return 'other';
  if (FORM_TYPE.test(contentType)) return 'form';
  const [isJson, parameters = ''] = JSON_TYPE.exec(contentType) ?? [];
  return isJson !== undefined && isUtf8(parameters) ? 'json' : 'other';
}

/**
 * The signature does not cover the charset. A body parser that follows a different one hands the handler a different object
 * than the verified bytes hold.
 */
function isUtf8(parameters: string): boolean {
  return parameters === '' || !/charset/i.test(parameters.replace(UTF8_CHARSET, ''));
}
