import { styleText } from 'node:util';

/** Where a command writes, and what it knows of its surroundings. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isColoured: boolean;
  print(text: string): void;
  readInput(): Promise<Buffer>;
}

export type Tone = 'good' | 'bad' | 'plain';

const STYLES = { good: 'green', bad: 'red' } as const;

/** Colour only on a terminal, and not under NO_COLOR. */
export function paint(terminal: Terminal, tone: Tone, text: string): string {
  return tone === 'plain' || !terminal.isColoured ? text : styleText(STYLES[tone], text);
}

export function processTerminal(): Terminal {
  return {
    env: process.env,
    isColoured: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}
