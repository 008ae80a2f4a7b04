import { type CapturedRequest, headersOf } from './captured-request.js';
import { UsageError } from '../usage-error.js';

const DATA_FLAGS = ['-d', '--data', '--data-raw', '--data-binary', '--data-ascii'];
const FLAGS_WITH_VALUE = [
  '-o',
  '--output',
  '-u',
  '--user',
  '-A',
  '--user-agent',
  '-e',
  '--referer',
  '-m',
  '--max-time',
];

/** A curl command as browsers and proxies export it. */
export function parseCurl(text: string): CapturedRequest {
  const words = splitWords(text).slice(1);
  const headerLines: string[] = [];
  const data: string[] = [];
  let method: string | undefined;
  let url: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === '-X' || word === '--request') method = words.shift();
    else if (word === '-H' || word === '--header') headerLines.push(words.shift() ?? '');
    else if (DATA_FLAGS.includes(word)) data.push(words.shift() ?? '');
    else if (word === '--url') url = words.shift();
    else if (FLAGS_WITH_VALUE.includes(word)) words.shift();
    else if (!word.startsWith('-')) url = word;
  }
  if (url === undefined) throw new UsageError('The curl command names no URL.');
  const headers = headersOf(headerLines);
  if (data.length === 0) return { method: method ?? 'GET', url, headers };
  headers['content-type'] ??= 'application/x-www-form-urlencoded';
  return { method: method ?? 'POST', url, headers, body: data.join('&') };
}

/** Words as a POSIX shell would split them: quotes, `$'…'`, backslashes and continued lines. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  const pattern =
    /(?:\\\r?\n|\s)+|\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\([\s\S])|([^\s'"\\$]+|\$)/gs;
  let word: string | undefined;
  for (const [, ansi, single, double, escaped, plain] of text.trim().matchAll(pattern)) {
    const part =
      ansi !== undefined
        ? unescapeAnsi(ansi)
        : (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain);
    if (part !== undefined) {
      word = (word ?? '') + part;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

const ANSI_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescapeAnsi(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_all, unicode?: string, hex?: string, other = '') =>
      (unicode ?? hex)
        ? String.fromCharCode(parseInt((unicode ?? hex) as string, 16))
        : (ANSI_ESCAPES[other as string] ?? (other as string)),
  );
}
