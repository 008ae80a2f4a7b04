import type { parseArgs, ParseArgsConfig } from 'node:util';

import { UsageError } from './errors.js';

/** The values of these options of a command. */
export type Flags<Options extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

export function readPort(text: string, name: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${name} must be a number from 0 to 65535, not "${text}".`);
}

export function readCount(text: string, name: string): number {
  const count = Number(text);
  if (/^\d{1,15}$/.test(text) && count > 0) return count;
  throw new UsageError(`${name} must be a whole number of at least 1, not "${text}".`);
}

/** Splits `name=value`; `undefined` without a name. */
export function readPair(text: string): [name: string, value: string] | undefined {
  const equals = text.indexOf('=');
  return equals < 1 ? undefined : [text.slice(0, equals), text.slice(equals + 1)];
}

/**
 * Returns the only argument of a command that is not a flag; `undefined` without one.
 *
 * @param noun what the command accepts, for the message
 * @throws UsageError for a second argument, because it is often a part of an unquoted value
 */
export function readOnlyArgument(positionals: readonly string[], noun: string): string | undefined {
  if (positionals.length <= 1) return positionals[0];
  throw new UsageError(
    `Pass only one ${noun}, not ${positionals.length} arguments. Fix: put a value that contains spaces in quotes.`,
  );
}
