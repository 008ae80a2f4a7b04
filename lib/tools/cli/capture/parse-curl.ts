import { UsageError } from '../errors.js';
import { type CapturedRequest, readHeaderLines } from './captured-request.js';
import { readFlags } from './curl-flags.js';
import { splitWords } from './shell-words.js';

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
  // The value of a flag comes from the same iterator, so the loop does not read it as a word.
  const words = readCommand(text).values();
  const takeValue = () => words.next().value ?? '';
  for (const word of words) {
    if (word === '-' || !word.startsWith('-')) readUrl(word, curl);
    else for (const { name, value = '' } of readFlags(word, takeValue)) readFlag(name, value, curl);
  }
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

/** Returns the words of the command after its name. */
function readCommand(text: string): string[] {
  if (/\^\s*$/m.test(text.slice(0, 2000))) {
    throw new UsageError('The curl command is quoted for the Windows prompt. Fix: copy it as cURL (bash).');
  }
  const all = splitWords(text);
  const end = all.findIndex((word) => END_OF_COMMAND.has(word));
  return all.slice(all[0] === '$' ? 2 : 1, end < 0 ? all.length : end);
}

/** A second URL may be the value of an unknown flag. The signature depends on the URL, so it is not guessed. */
function readUrl(url: string, curl: Curl): void {
  if (curl.url !== undefined)
    throw new UsageError('The curl command has more than one URL. Fix: pass a command with one URL.');
  curl.url = url;
}

function readFlag(flag: string, value: string, curl: Curl): void {
  switch (flag) {
    case '--request':
      curl.method = value;
      break;
    case '--header':
      curl.headers.push(value);
      break;
    case '--url':
      readUrl(value, curl);
      break;
    case '--user':
      curl.headers.push(`Authorization: Basic ${Buffer.from(value).toString('base64')}`);
      break;
    case '--get':
      curl.isGet = true;
      break;
    case '--head':
      curl.method ??= 'HEAD';
      break;
    case '--json':
      curl.isJson = true;
      curl.data.push(readData(value));
      break;
    case '--data-raw':
      curl.data.push(value);
      break;
    case '--data':
    case '--data-ascii':
    case '--data-binary':
      curl.data.push(readData(value));
      break;
    default:
      if (Object.hasOwn(UNSUPPORTED, flag)) throw new UsageError(UNSUPPORTED[flag]);
  }
}

const MULTIPART =
  'The curl command sends multipart/form-data, but SignalWire never signs multipart/form-data.';
const FROM_FILE =
  'The curl command reads its body from a file. Fix: --data-raw with the body, or pass the raw HTTP request.';

/** Flags that change the request and are not read, with the reason. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  '--config': '--config is not supported. Fix: write the flags of the file in the command.',
  '--data-urlencode': '--data-urlencode is not supported. Fix: --data-raw with the encoded text.',
  '--form': MULTIPART,
  '--form-string': MULTIPART,
  '--next': 'The curl command sends more than one request. Fix: pass a command without --next.',
  '--request-target': '--request-target is not supported. Fix: write the path and the query in the URL.',
  '--upload-file': FROM_FILE,
  '--url-query': '--url-query is not supported. Fix: write the query in the URL.',
};

function readData(data: string): string {
  if (data.startsWith('@')) throw new UsageError(FROM_FILE);
  return data;
}
