import { inspect } from 'node:util';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * A line of text for text loggers, and an object with fields for JSON loggers: Nest's JSON logger and pino write its own
 * properties.
 */
export class LogLine {
  /** pino's name for the text. */
  readonly msg: string;

  readonly #stack: string | undefined;

  /** @param stack written as a field by JSON loggers, and as separate lines by text loggers */
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

  /** Text for Nest's text logger. */
  [inspect.custom](): string {
    return this.toString();
  }
}
