import { describeSetting, describeValue, isMissingText } from './describe-value.js';

/** The place of a value, for messages. */
export interface OptionPlace {
  /** Name with its path: `once.ttl`. */
  readonly name: string;
  /** Function or decorator of the option: `@SignalWireWebhook()`. */
  readonly owner: string;
  /** The options in the same object. */
  readonly siblings?: Readonly<Record<string, unknown>>;
}

/** The check and the default of one option. */
export interface Option<Default = unknown> {
  readonly default: Default;
  /** Describes why a value is unusable, and the fix; `undefined` if it is usable. */
  readonly check: (value: unknown, place: OptionPlace) => string | undefined;
  /** If `true`, `check` receives `undefined` and reports the missing option. */
  readonly isRequired?: true;
  /** The options that it contains. */
  readonly inner?: Readonly<Record<string, Option>>;
}

/** All options of one interface by name. */
export type OptionTable<Options> = { readonly [Name in keyof Required<Options>]: Option };

interface Rule<Default> {
  readonly isUsable: (value: unknown) => boolean;
  /** Description of a usable value; follows "it must be". */
  readonly wanted: string;
  /** A usable value, as code. */
  readonly example: string;
  readonly default?: Default;
  readonly describe?: (value: unknown) => string;
}

export function option<Default = undefined>(rule: Rule<Default>): Option<NoInfer<Default>> {
  const { isUsable, wanted, example, describe = describeValue } = rule;
  return {
    default: rule.default as Default,
    check: (value, { name }) =>
      isUsable(value) ? undefined : describeMisconfiguration(name, describe(value), wanted, example, value),
  };
}

/** Returns `once.ttl is 0; it must be …. Fix: once: { ttl: 3_600_000 }`. */
export function describeMisconfiguration(
  name: string,
  description: string,
  wanted: string,
  example: string,
  value?: unknown,
): string {
  const question = isMissingText(value) ? ' Is the environment variable set?' : '';
  return `${name} is ${description}; it must be ${wanted}.${question} Fix: ${asCode(name, example)}`;
}

/** Returns `once: { ttl: 1_000 }` for `once.ttl` and `1_000`. */
export function asCode(name: string, value: string): string {
  const [first = name, ...rest] = name.split('.');
  return rest.length === 0 ? `${first}: ${value}` : `${first}: { ${asCode(rest.join('.'), value)} }`;
}

export function flag(fallback: boolean): Option<boolean> {
  return option({
    isUsable: (value) => typeof value === 'boolean',
    wanted: 'true or false',
    example: String(!fallback),
    describe: describeSetting,
    default: fallback,
  });
}

/** @param choices the first is the default */
export function oneOf<const Choice extends string>(
  ...choices: readonly [Choice, ...Choice[]]
): Option<Choice> {
  const [fallback, ...others] = choices;
  return option({
    isUsable: (value) => (choices as readonly unknown[]).includes(value),
    wanted: [`'${fallback}' (the default)`, ...others.map((choice) => `'${choice}'`)]
      .join(', ')
      .replace(/, ([^,]+)$/, ' or $1'),
    example: `'${fallback}'`,
    describe: describeSetting,
    default: fallback,
  });
}

interface NumberRule<Default> {
  readonly default: Default;
  readonly example?: number;
  readonly unit?: string;
  /** @default 1 */
  readonly min?: number;
  readonly max?: number;
}

export function wholeNumber<Default extends number | undefined>(rule: NumberRule<Default>): Option<Default> {
  return numberOption(rule, 'a whole number', Number.isSafeInteger);
}

/** Creates an option for a duration, which need not be a whole number. */
export function milliseconds<Default extends number | undefined>(rule: NumberRule<Default>): Option<Default> {
  return numberOption({ unit: 'milliseconds', ...rule }, 'a number', Number.isFinite);
}

/** The longest delay of Node's timers: 24 days. */
export const MAX_TIMER = 2 ** 31 - 1;

function numberOption<Default extends number | undefined>(
  {
    default: fallback,
    example = fallback,
    unit,
    min = 1,
    max = Number.MAX_SAFE_INTEGER,
  }: NumberRule<Default>,
  kind: string,
  isNumber: (value: unknown) => boolean,
): Option<Default> {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${inCode(max)}`;
  return option({
    isUsable: (value) => isNumber(value) && (value as number) >= min && (value as number) <= max,
    wanted: `${kind}${unit === undefined ? '' : ` of ${unit}`} ${range}`,
    example: inCode(example ?? min),
    describe: describeSetting,
    default: fallback,
  });
}

function inCode(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}

export function functionOption(example: string): Option<undefined> {
  return option({ isUsable: (value) => typeof value === 'function', wanted: 'a function', example });
}

interface ListRule<Default> {
  readonly isMember: (value: unknown) => boolean;
  /** Description of the members; follows "a list of". */
  readonly members: string;
  /** Description of one member; follows "it must be". */
  readonly member: string;
  readonly example: string;
  readonly default?: Default;
}

/** Creates an option for a non-empty list. A hole in the list is an unusable member. */
export function listOf<Default = undefined>(rule: ListRule<Default>): Option<NoInfer<Default>> {
  const { isMember, members, member, example } = rule;
  return {
    default: rule.default as NoInfer<Default>,
    check: (value, { name }) => {
      if (!Array.isArray(value) || value.length === 0) {
        return describeMisconfiguration(name, describeSetting(value), `a list of ${members}`, example, value);
      }
      const list = Array.from(value as unknown[]);
      const wrong = list.findIndex((each) => !isMember(each));
      if (wrong < 0) return undefined;
      const description = describeSetting(list[wrong]);
      return `${name}[${wrong}] is ${description}; it must be ${member}. Fix: ${asCode(name, example)}`;
    },
  };
}

/** Options in which every option with a default is set. */
export type WithDefaults<Options, Table> = Options & {
  readonly [
    Name in keyof Table & keyof Options as Table[Name] extends Option<undefined> ? never : Name
  ]-?: Exclude<Options[Name], undefined>;
};

/** Merges the set options with the defaults. An option that is not set and has no default is omitted. */
export function withDefaults<Options extends object, Table extends OptionTable<Options>>(
  options: Options,
  table: Table,
): WithDefaults<Options, Table> {
  const defaults = Object.entries<Option>(table).map(([name, each]) => [name, each.default] as const);
  return { ...withoutUndefined(Object.fromEntries(defaults)), ...setOptions(options, table) } as never;
}

/** Returns the set options, without those that are `undefined`. */
export function setOptions<Options extends object>(options: Options, table: OptionTable<Options>): Options {
  return withoutUndefined(givenOptions(options, table));
}

/** Copies the given options to a plain object, because an instance of a class may have them as accessors. */
function givenOptions<Options extends object>(options: Options, table: OptionTable<Options>): Options {
  const names = Object.keys(table).filter((name) => name in options) as (keyof Options)[];
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Options;
}

export function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
