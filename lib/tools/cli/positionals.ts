import { UsageError } from './errors.js';

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
