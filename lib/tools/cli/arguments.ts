import { parseArgs, type ParseArgsConfig } from 'node:util';

import { nearestName } from '../../signature/options/nearest-name.js';
import { UsageError } from './errors.js';

/** The values of these options of a command. */
export type Flags<Options extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Returns the flags and the other arguments of a command.
 *
 * @throws UsageError that names the nearest flag, without the value of an unknown flag
 */
export function readArguments<O extends Options>(
  args: string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>> {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw asUsageError(error, options);
  }
}

/** Reads the arguments of a command that has only flags. */
export function readFlags<O extends Options>(args: string[], options: O, command: string): Flags<O> {
  const { values, positionals } = readArguments(args, options);
  const [argument] = positionals;
  if (argument === undefined) return values;
  throw new UsageError(
    `${command} has only flags, not the argument "${argument}".${fixOf(argument, Object.keys(options), '--')}`,
  );
}

function asUsageError(error: unknown, options: Options): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return error;
  const flag = /^Unknown option '(-[^'=]*)/.exec(message)?.[1] ?? '';
  const name = flag.replace(/^--?(?:no-)?/, '');
  return new UsageError(`Unknown flag ${flag}.${fixOf(name, Object.keys(options), '--')}`);
}

/** Returns ` Fix: …` with the nearest name; empty if no name is near. */
export function fixOf(given: string, names: readonly string[], prefix: string): string {
  const nearest = nearestName(given, names);
  return nearest === undefined ? '' : ` Fix: ${prefix}${nearest}`;
}

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
