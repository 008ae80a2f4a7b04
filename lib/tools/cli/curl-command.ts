import { isUtf8 } from 'node:buffer';

interface CurlRequest {
  readonly method: string;
  readonly url: string;
  /** A header without a value is not sent, although curl would add it. */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[];
  readonly body: Uint8Array | undefined;
  /** Encoding of the URL and the headers. Node reads the headers of a request as Latin-1. */
  readonly encoding: 'latin1' | 'utf8';
}

/**
 * Returns a printable command for bash, zsh and ksh that sends these bytes. curl does not read the body as the name of a file
 * or the URL as a pattern.
 */
export function toCurl({ method, url, headers, body, encoding }: CurlRequest): string {
  const isPiped = body !== undefined && !fitsArgument(body);
  const lines = [
    isPiped ? `printf ${quoteFormat(body)} |\n  curl` : 'curl',
    method === 'HEAD' && body === undefined ? '--head' : `-X ${method}`,
    '--globoff --path-as-is',
    ...headers.map(([name, value]) => `-H ${quote(Buffer.from(headerOf(name, value), encoding))}`),
    ...(body === undefined ? [] : [isPiped ? '--data-binary @-' : `--data-raw ${quote(body)}`]),
    quote(Buffer.from(url, encoding)),
  ];
  return lines.join(' \\\n  ');
}

/** Writes an empty value with a semicolon, because curl removes a header that ends with a colon. */
function headerOf(name: string, value: string | undefined): string {
  if (value === undefined) return `${name}:`;
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** Linux limits an argument to 128 kB without NUL bytes. A shell that expects UTF-8 may change other bytes. */
function fitsArgument(body: Uint8Array): boolean {
  return body.length <= 100_000 && isUtf8(body) && !body.includes(0);
}

/** Control, bidirectional and invisible characters, and line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ESCAPED_IN_QUOTES = /[\\'!\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function quote(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) return `$'${escapeBytes(bytes, /[^ -~]|[\\'!]/g)}'`;
  const text = Buffer.from(bytes).toString();
  return UNPRINTABLE.test(text)
    ? `$'${text.replace(ESCAPED_IN_QUOTES, (character) => octal(Buffer.from(character)))}'`
    : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Writes the bytes as a format of `printf`, because every shell has `printf`. */
function quoteFormat(bytes: Uint8Array): string {
  return `'${escapeBytes(bytes, /[^ -~]|[\\'!%]|^-/g)}'`;
}

function escapeBytes(bytes: Uint8Array, escaped: RegExp): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(escaped, (character) => octal(Buffer.from(character, 'latin1')));
}

/** Writes three digits. After fewer digits, a shell would read a following digit as a part of the escape. */
function octal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
