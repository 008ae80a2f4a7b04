import { isUtf8 } from 'node:buffer';

interface CurlRequest {
  readonly method: string;
  readonly url: string;
  /** One without a value is not sent, though curl would add it. */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[];
  readonly body: Uint8Array | undefined;
  /** Of the URL and the headers: Node reads those of a request as Latin-1. */
  readonly encoding: 'latin1' | 'utf8';
}

/**
 * A command for bash, zsh and ksh that sends these bytes, and that a terminal shows as it is. curl takes neither the body for
 * the name of a file nor the URL for a pattern.
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

/** As curl reads them: an empty value needs a semicolon, and nothing after the colon removes the header. */
function headerOf(name: string, value: string | undefined): string {
  if (value === undefined) return `${name}:`;
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** Linux passes arguments of 128 kB, and none with a NUL. A shell that expects UTF-8 may change other bytes. */
function fitsArgument(body: Uint8Array): boolean {
  return body.length <= 100_000 && isUtf8(body) && !body.includes(0);
}

/** Control characters, bidirectional and invisible ones, separators of lines. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ESCAPED_IN_QUOTES = /[\\'!\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function quote(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) return `$'${escapeBytes(bytes, /[^ -~]|[\\'!]/g)}'`;
  const text = Buffer.from(bytes).toString();
  return UNPRINTABLE.test(text)
    ? `$'${text.replace(ESCAPED_IN_QUOTES, (character) => octal(Buffer.from(character)))}'`
    : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The bytes as a format of `printf`, which every shell has. */
function quoteFormat(bytes: Uint8Array): string {
  return `'${escapeBytes(bytes, /[^ -~]|[\\'!%]|^-/g)}'`;
}

function escapeBytes(bytes: Uint8Array, escaped: RegExp): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(escaped, (character) => octal(Buffer.from(character, 'latin1')));
}

/** Three digits, so that no shell takes what follows for a part of it. */
function octal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
