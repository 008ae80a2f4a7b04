import { printable, printableLines } from '../../errors/printable.js';
import { Environment } from './environment.js';

/** Text with its color on a terminal. */
export interface Painted {
  readonly tone: Tone;
  readonly text: string;
}

export type Tone = keyof typeof STYLES;

const STYLES = { good: 32, bad: 31, warning: 33, heading: 1, quiet: 2 } as const;

/** Output, input and environment of a command. Escapes all output. */
export interface Terminal {
  readonly environment: Environment;
  print(...parts: readonly (string | Painted)[]): void;
  printError(...parts: readonly (string | Painted)[]): void;
  /** Shows a text on the last line of a terminal until the next one, or removes it. Otherwise does nothing. */
  progress(text: string | undefined): void;
  readonly input: AsyncIterable<Uint8Array>;
  /** Calls the function once, on SIGINT or SIGTERM. */
  onInterrupt(stop: () => void): void;
}

export function paint(tone: Tone, text: string): Painted {
  return { tone, text };
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endQuietly);
  const progress = new Progress(stderr);
  const write = (stream: NodeJS.WriteStream, parts: readonly (string | Painted)[]) => {
    progress.show(undefined);
    stream.write(`${toLine(parts, isColored(stream))}\n`);
  };
  return {
    environment: new Environment(env, process.cwd()),
    print: (...parts) => {
      write(stdout, parts);
    },
    printError: (...parts) => {
      write(stderr, parts);
    },
    progress: (text) => {
      progress.show(text);
    },
    input: stdin,
    onInterrupt: (stop) => {
      process.once('SIGINT', stop).once('SIGTERM', stop);
    },
  };
}

/** A line of a terminal that the next text overwrites. */
class Progress {
  private isShown = false;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(text: string | undefined): void {
    if (!this.stream.isTTY || (text === undefined && !this.isShown)) return;
    this.stream.write(`\r\x1b[K${printable(text ?? '')}`);
    this.isShown = text !== undefined;
  }
}

/** Escapes and colors a line. All output passes this function, so no text can contain its own color codes. */
export function toLine(parts: readonly (string | Painted)[], colored: boolean): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return printableLines(part);
      const text = printableLines(part.text);
      return colored ? `\x1b[${STYLES[part.tone]}m${text}\x1b[0m` : text;
    })
    .join('');
}

/** Allows color only on a terminal without NO_COLOR. */
function isColored({ isTTY }: NodeJS.WriteStream): boolean {
  return isTTY && !process.env['NO_COLOR'];
}

/** Handles a reader of the output that stops reading, such as `head`. */
function endQuietly({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? 0 : 1);
}
