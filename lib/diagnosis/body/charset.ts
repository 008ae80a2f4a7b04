const JSON_WITH_PARAMETERS = /^\s*application\/json\s*;(.*)$/is;
const CHARSET = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i;
const UTF_8 = /^utf-?8$/i;

/** The charset of JSON that is not in UTF-8, as its content type names it; `undefined` for any other content type. */
export function unsupportedCharsetOf(contentType: string | undefined): string | undefined {
  const parameters = JSON_WITH_PARAMETERS.exec(contentType ?? '')?.[1]?.split(';') ?? [];
  const charsets = parameters.flatMap((parameter) => CHARSET.exec(parameter)?.[1] ?? []);
  return charsets.find((charset) => !UTF_8.test(charset));
}
