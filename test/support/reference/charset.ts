const SPELLINGS_OF_UTF_8 = ['utf-8', 'utf8', '"utf-8"', '"utf8"'];

/**
 * Whether the parameters of a content type, split at every semicolon, name no charset but UTF-8. The word alone counts, in a
 * quotation or a longer name as well: parsers disagree about where a parameter begins, and the content type is not signed.
 */
export function areInUtf8(parameters: readonly string[]): boolean {
  return parameters
    .map((parameter) => parameter.toLowerCase())
    .filter((parameter) => parameter.includes('charset'))
    .every((parameter) => {
      const [name = '', ...value] = parameter.split('=').map(withoutBlanks);
      return name === 'charset' && SPELLINGS_OF_UTF_8.includes(value.join('='));
    });
}

function withoutBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}
