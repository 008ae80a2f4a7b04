interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const NEEDS_ESCAPES = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A command that sends the very bytes, and that a terminal shows as it is. */
export function toCurl({ method, url, headers, body }: CurlRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const data = body === undefined ? [] : [`--data-binary ${quote(body)}`];
  return ['curl', `-X ${method}`, ...lines, ...data, quote(url)].join(' \\\n  ');
}

function quote(text: string): string {
  if (!NEEDS_ESCAPES.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replace(/[\\'\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escape)}'`;
}

/** As bash, zsh and ksh read it: bytes, so that it does not depend on the locale. */
function escape(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
