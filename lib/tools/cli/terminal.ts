import { printableLines } from '../../errors/printable.js';

/** Text with the colour that it has on a terminal. */
export interface Painted {
  readonly tone: Tone;
  readonly text: string;
}

export type Tone = keyof typeof STYLES;

const STYLES = { good: 32, bad: 31, warning: 33, heading: 1, quiet: 2 } as const;

/** Where a command writes, and what it knows of its surroundings. Whatever it prints is escaped. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.env` is looked for. */
  readonly folder: string;
  print(...parts: readonly (string | Painted)[]): void;
  printError(...parts: readonly (string | Painted)[]): void;
  readonly input: AsyncIterable<Uint8Array>;
  /** Calls it once, at Ctrl-C or when the program is told to end. */
  onInterrupt(stop: () => void): void;
}

export function paint(tone: Tone, text: string): Painted {
  return { tone, text };
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endQuietly);
  return {
    env,
    folder: process.cwd(),
    print: (...parts) => void stdout.write(`${toLine(parts, isColoured(stdout))}\n`),
    printError: (...parts) => void stderr.write(`${toLine(parts, isColoured(stderr))}\n`),
    input: stdin,
    onInterrupt: (stop) => {
      process.once('SIGINT', stop).once('SIGTERM', stop);
    },
  };
}

/** The only way to a stream: colour comes from here alone, so no text can bring its own. */
export function toLine(parts: readonly (string | Painted)[], coloured: boolean): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return printableLines(part);
      const text = printableLines(part.text);
      return coloured ? `\x1b[${STYLES[part.tone]}m${text}\x1b[0m` : text;
    })
    .join('');
}

/** Colour only on a terminal, and not under NO_COLOR. */
function isColoured({ isTTY }: NodeJS.WriteStream): boolean {
  return isTTY && !process.env['NO_COLOR'];
}

/** Who reads the output may stop reading it, such as `head`. */
function endQuietly({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? 0 : 1);
}
