import { UsageError } from '../errors.js';
import { type CapturedRequest, readHeaderLines } from './captured-request.js';
import { splitWords } from './shell-words.js';

const DATA_FLAGS = new Set([
  '--data',
  '--data-ascii',
  '--data-binary',
  '--data-raw',
  '--json',
  '--data-urlencode',
]);
const FLAGS_WITH_VALUE = new Set(
  `--cacert --cert --connect-timeout --connect-to --cookie --cookie-jar --key --max-time --output --proxy --range --referer
   --resolve --retry --upload-file --user-agent --write-out`.split(/\s+/),
);
const SHORT_FLAGS: Readonly<Record<string, string>> = {
  A: '--user-agent',
  b: '--cookie',
  c: '--cookie-jar',
  d: '--data',
  E: '--cert',
  e: '--referer',
  F: '--form',
  G: '--get',
  H: '--header',
  I: '--head',
  m: '--max-time',
  o: '--output',
  r: '--range',
  T: '--upload-file',
  u: '--user',
  w: '--write-out',
  X: '--request',
  x: '--proxy',
};
const SHORT_WITHOUT_VALUE = new Set(['G', 'I']);
const END_OF_COMMAND = new Set([';', '|', '||', '&', '&&', '>', '>>', '2>&1']);

interface Curl {
  method?: string;
  url?: string;
  isGet?: boolean;
  isJson?: boolean;
  readonly headers: string[];
  readonly data: string[];
}

/** Parses a curl command as browsers and proxies export it. */
export function parseCurl(text: string): CapturedRequest {
  const curl: Curl = { headers: [], data: [] };
  const words = readCommand(text);
  while (words.next < words.all.length) readWord(takeWord(words), words, curl);
  if (curl.url === undefined) throw new UsageError('The curl command has no URL.');
  const headers = readHeaderLines(curl.headers.filter((line) => !/^[^:]*[:;]\s*$/.test(line)));
  const data = curl.data.join('&');
  if (curl.isGet && data !== '') {
    const separator = curl.url.includes('?') ? '&' : '?';
    return { method: curl.method ?? 'GET', url: curl.url + separator + data, headers };
  }
  if (curl.data.length === 0) return { method: curl.method ?? 'GET', url: curl.url, headers };
  headers['content-type'] ??= curl.isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  return { method: curl.method ?? 'POST', url: curl.url, headers, body: data };
}

interface Words {
  readonly all: readonly string[];
  next: number;
}

function readCommand(text: string): Words {
  if (/\^\s*$/m.test(text.slice(0, 2000))) {
    throw new UsageError('The curl command is quoted for the Windows prompt. Fix: copy it as cURL (bash).');
  }
  const all = splitWords(text);
  const end = all.findIndex((word) => END_OF_COMMAND.has(word));
  return { all: end < 0 ? all : all.slice(0, end), next: all[0] === '$' ? 2 : 1 };
}

function takeWord(words: Words): string {
  return words.all[words.next++] ?? '';
}

function readWord(word: string, words: Words, curl: Curl): void {
  if (word === '-' || !word.startsWith('-')) {
    curl.url = word;
    return;
  }
  const short = word.charAt(1);
  if (word.startsWith('--') || !Object.hasOwn(SHORT_FLAGS, short)) {
    readFlag(word, () => takeWord(words), curl);
    return;
  }
  const attached = word.slice(2);
  readFlag(SHORT_FLAGS[short] ?? word, () => (attached === '' ? takeWord(words) : attached), curl);
  if (SHORT_WITHOUT_VALUE.has(short) && attached !== '') readWord(`-${attached}`, words, curl);
}

function readFlag(flag: string, value: () => string, curl: Curl): void {
  if (DATA_FLAGS.has(flag)) curl.data.push(readData(flag, value()));
  else if (FLAGS_WITH_VALUE.has(flag)) value();
  else readOtherFlag(flag, value, curl);
  if (flag === '--json') curl.isJson = true;
}

function readOtherFlag(flag: string, value: () => string, curl: Curl): void {
  switch (flag) {
    case '--request':
      curl.method = value();
      break;
    case '--header':
      curl.headers.push(value());
      break;
    case '--url':
      curl.url = value();
      break;
    case '--user':
      curl.headers.push(`Authorization: Basic ${Buffer.from(value()).toString('base64')}`);
      break;
    case '--get':
      curl.isGet = true;
      break;
    case '--head':
      curl.method ??= 'HEAD';
      break;
    case '--form':
      throw new UsageError(
        'The curl command sends multipart/form-data, but SignalWire never signs multipart/form-data.',
      );
  }
}

function readData(flag: string, data: string): string {
  if (flag === '--data-urlencode')
    throw new UsageError('--data-urlencode is not supported. Fix: --data-raw with the encoded text.');
  if (data.startsWith('@') && flag !== '--data-raw') {
    throw new UsageError(
      'The curl command reads its body from a file. Fix: --data-raw with the body, or pass the raw HTTP request.',
    );
  }
  return data;
}
