import type { parseArgs, ParseArgsConfig } from 'node:util';

/** The values of these options of a command. */
export type Flags<Options extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];
