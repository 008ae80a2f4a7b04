const JSON_WITH_PARAMETERS = /^\s*application\/json\s*;(.*)$/is;
const CHARSET = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i;
const UTF_8 = /^utf-?8$/i;

/** Returns the charset of a JSON content type if it is not UTF-8; `undefined` for every other content type. */
export function unsupportedCharsetOf(contentType: string | undefined): string | undefined {
  const parameters = JSON_WITH_PARAMETERS.exec(contentType ?? '')?.[1]?.split(';') ?? [];
  const charsets = parameters.flatMap((parameter) => CHARSET.exec(parameter)?.[1] ?? []);
  return charsets.find((charset) => !UTF_8.test(charset));
}
