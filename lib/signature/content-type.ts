export type BodyKind = 'form' | 'json' | 'other';

/** Excludes commas: a comma joins two values of a repeated header, and it is ambiguous which value applies. */
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;[^,]*)?$/i;
const JSON_TYPE = /^\s*application\/json\s*(;[^,]*)?$/i;
const UTF8_CHARSET = /;\s*charset\s*=\s*(?:utf-?8|"utf-?8")\s*(?=;|$)/gi;

/** Returns the kind of body that the content type announces. JSON in a charset other than UTF-8 is `other`. */
export function readBodyKind(contentType: string | undefined): BodyKind {
  if (contentType === undefined) return 'other';
  if (FORM_TYPE.test(contentType)) return 'form';
  const [isJson, parameters = ''] = JSON_TYPE.exec(contentType) ?? [];
  return isJson !== undefined && isUtf8(parameters) ? 'json' : 'other';
}

/**
 * The signature does not cover the charset. A body parser that follows a different charset passes the handler an object that
 * differs from the verified bytes.
 */
function isUtf8(parameters: string): boolean {
  return parameters === '' || !/charset/i.test(parameters.replace(UTF8_CHARSET, ''));
}
