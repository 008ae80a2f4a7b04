const SPELLINGS_OF_UTF_8 = ['utf-8', 'utf8', '"utf-8"', '"utf8"'];

/**
 * Whether the parameters of a content type, split at every semicolon, name no charset but UTF-8. A semicolon between quotes
 * counts too: parsers disagree about where a quotation begins, and the content type is not signed.
 */
export function areInUtf8(parameters: readonly string[]): boolean {
  return parameters.every((parameter) => {
    const [name = '', ...value] = parameter.split('=').map((each) => withoutBlanks(each).toLowerCase());
    // RFC 2231 has `charset*=` and `charset*0=`.
    if (/^charset[ \t]*\*/.test(name)) return false;
    return name !== 'charset' || SPELLINGS_OF_UTF_8.includes(value.join('='));
  });
}

function withoutBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}
