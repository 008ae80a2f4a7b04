import { inspect } from 'node:util';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * A line of text for loggers that print text, and an object with fields for those that write JSON: its own properties are what
 * Nest's JSON logger and pino write.
 */
export class LogLine {
  /** pino's name for the text. */
  readonly msg: string;

  readonly #stack: string | undefined;

  /** @param stack a field for loggers that write JSON, and lines of their own for those that print text */
  constructor(text: string, fields: LogFields, stack?: string) {
    this.msg = text;
    this.#stack = stack;
    for (const [name, value] of Object.entries({ ...fields, stack: stack ?? fields['stack'] })) {
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable: true });
    }
  }

  /** winston's name for the text. */
  get message(): string {
    return this.msg;
  }

  toString(): string {
    return this.#stack === undefined ? this.msg : `${this.msg}\n${this.#stack}`;
  }

  /** What Nest's text logger prints. */
  [inspect.custom](): string {
    return this.toString();
  }
}
