import { isPlainObject } from '../../errors/is-object.js';
import { describeValue } from './describe-value.js';
import { nearestName, normalizeName } from './nearest-name.js';
import { asCode, describeMisconfiguration, type Option, type OptionPlace } from './option.js';

/** The options of one function or decorator. */
export interface OptionSet {
  /** For messages: `@SignalWireWebhook()`. */
  readonly owner: string;
  readonly table: Readonly<Record<string, Option>>;
  /** Usable options, as code. */
  readonly example: string;
  /** Hints for option names of other libraries, by {@link normalizeName}. */
  readonly hints?: Readonly<Record<string, string>>;
}

/** Describes an unknown or unusable option, and the fix; `undefined` if all options are known and usable. */
export function findMisconfiguration(options: unknown, set: OptionSet): string | undefined {
  const { owner, table, example, hints } = set;
  if (isPlainObject(options)) return findMisconfigurationIn(options, table, { name: '', owner }, hints);
  return `The options of ${owner} are ${describeValue(options)}; they must be an object. Fix: ${example}`;
}

interface GroupRule {
  readonly table: Readonly<Record<string, Option>>;
  /** A usable value, as code. */
  readonly example: string;
  /** Hints for names that are no options, by {@link normalizeName}. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Whether the value is usable although it is not an object. */
  readonly isOther?: (value: unknown) => boolean;
  /** Describes such values in messages. */
  readonly other?: string;
  /** Checks the combination of several options, each of which is usable. */
  readonly checkTogether?: (options: never) => string | undefined;
}

/** Creates an option that contains options. */
export function group<Default = undefined>(rule: GroupRule, fallback?: Default): Option<NoInfer<Default>> {
  const { table, example, hints, isOther, other, checkTogether } = rule;
  const wanted = `${other === undefined ? '' : `${other} or `}an object of ${Object.keys(table).join(', ')}`;
  return {
    default: fallback as Default,
    inner: table,
    check: (value, place) => {
      if (isOther?.(value) === true) return undefined;
      if (!isPlainObject(value))
        return describeMisconfiguration(place.name, describeValue(value), wanted, example, value);
      return findMisconfigurationIn(value, table, place, hints) ?? checkTogether?.(value as never);
    },
  };
}

export function findMisconfigurationIn(
  options: Readonly<Record<string, unknown>>,
  table: Readonly<Record<string, Option>>,
  { name: path, owner }: OptionPlace,
  hints: Readonly<Record<string, string>> = {},
): string | undefined {
  const looked = Object.keys(table).filter((name) => name in options || table[name]?.isRequired);
  for (const name of new Set([...Object.keys(options), ...looked])) {
    const place = { name: path === '' ? name : `${path}.${name}`, owner, siblings: options };
    const known = Object.hasOwn(table, name) ? table[name] : undefined;
    if (known === undefined) return describeUnknown(name, place, table, hints);
    const value = options[name];
    const misconfiguration =
      value === undefined && known.isRequired !== true ? undefined : known.check(value, place);
    if (misconfiguration !== undefined) return misconfiguration;
  }
  return undefined;
}

const MAX_SHOWN = 60;

function describeUnknown(
  name: string,
  { name: path, owner }: OptionPlace,
  table: Readonly<Record<string, Option>>,
  hints: Readonly<Record<string, string>>,
): string {
  const shown = /PSK_/.test(path) ? 'PSK_…' : path.slice(0, MAX_SHOWN);
  const message = `Unknown option ${JSON.stringify(shown)} of ${owner}.`;
  const prefix = path.slice(0, path.length - name.length);
  const hint = hintFor(name, hints);
  if (hint !== undefined) return `${message} ${hint}`;
  const parent = Object.keys(table).find((each) => Object.hasOwn(table[each]?.inner ?? {}, name));
  if (parent !== undefined) return `${message} Did you mean ${asCode(`${prefix}${parent}.${name}`, '…')}?`;
  const nearest = nearestName(name, Object.keys(table));
  if (nearest !== undefined) return `${message} Did you mean ${prefix}${nearest}?`;
  return `${message} The options are ${Object.keys(table).join(', ')}.`;
}

function hintFor(name: string, hints: Readonly<Record<string, string>>): string | undefined {
  const normalized = normalizeName(name);
  return Object.hasOwn(hints, normalized) ? hints[normalized] : undefined;
}
