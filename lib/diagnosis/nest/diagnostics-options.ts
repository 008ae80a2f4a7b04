import { isPlainObject } from '../../errors/is-object.js';
import type { DiagnosisHints } from '../index.js';
import { describeValue } from '../../signature/options/describe-value.js';
import {
  asCode,
  flag,
  listOf,
  milliseconds,
  type OptionPlace,
  type OptionTable,
  type WithDefaults,
  withDefaults,
} from '../../signature/options/option.js';
import { group } from '../../signature/options/option-set.js';
import { findHostsMisconfiguration } from '../../request/allowed-hosts.js';
import { checkKeyOfOneRequest, looksLikeKey } from '../../keys/usable-keys.js';

/**
 * Options of the diagnosis of rejected requests, with hints about your setup.
 *
 * @example
 * ```ts
 * SignalWireWebhookModule.forRoot({ …, diagnostics: { hosts: ['example.com'], pathPrefixes: ['/stage'] } })
 * ```
 *
 * @publicApi
 */
export interface DiagnosticsOptions extends Pick<DiagnosisHints, 'hosts' | 'pathPrefixes' | 'otherKeys'> {
  /**
   * Minimum time between two diagnoses of one route for one reason, in milliseconds. With `0`, each rejected request is
   * diagnosed, within the limits of work (1 % of any minute) and of the log (100 lines per minute).
   *
   * @default 60_000
   */
  readonly interval?: number;
  /**
   * Whether a diagnosis without a cause lists every change that was tried, instead of their number.
   *
   * @default false
   */
  readonly verbose?: boolean;
}

/** Option for the diagnosis of rejected requests. */
export interface DiagnosticsModuleOptions {
  /**
   * Logs which known misconfiguration explains a rejected request, and the line that fixes it, at most once per minute for each
   * route and reason. The response never contains it. Use it during setup.
   *
   * @default false
   */
  readonly diagnostics?: boolean | DiagnosticsOptions;
}

/** Without `diagnostics`, the interval of the lines that are logged anyway, in milliseconds. */
export const DEFAULT_INTERVAL = 60_000;

const DIAGNOSTICS_OPTIONS_TABLE = {
  interval: milliseconds({ min: 0, default: DEFAULT_INTERVAL }),
  verbose: flag(false),
  hosts: { default: undefined, check: findHostsMisconfiguration },
  pathPrefixes: listOf({
    isMember: (prefix) => typeof prefix === 'string' && /^[^\s?#]+$/.test(prefix),
    members: 'path prefixes',
    member: 'a path prefix, without query and white space',
    example: "['/stage']",
  }),
  otherKeys: { default: undefined, check: findOtherKeysMisconfiguration },
} satisfies OptionTable<DiagnosticsOptions>;

export const DIAGNOSTICS_TABLE = {
  diagnostics: group(
    {
      table: DIAGNOSTICS_OPTIONS_TABLE,
      example: "{ hosts: ['example.com'] }",
      isOther: (value) => typeof value === 'boolean',
      other: 'true, false',
    },
    false,
  ),
} satisfies OptionTable<DiagnosticsModuleOptions>;

export type DiagnosticsSettings = WithDefaults<DiagnosticsOptions, typeof DIAGNOSTICS_OPTIONS_TABLE>;

/** Returns the resolved options, or `undefined` if diagnostics are off. */
export function diagnosticsSettings({
  diagnostics = false,
}: DiagnosticsModuleOptions): DiagnosticsSettings | undefined {
  if (diagnostics === false) return undefined;
  return withDefaults<DiagnosticsOptions, typeof DIAGNOSTICS_OPTIONS_TABLE>(
    diagnostics === true ? {} : diagnostics,
    DIAGNOSTICS_OPTIONS_TABLE,
  );
}

/**
 * Allows API tokens as keys, because a diagnosis only tries them and can name the one that signed. Rejects keys as names,
 * because a diagnosis prints the names.
 */
function findOtherKeysMisconfiguration(value: unknown, { name }: OptionPlace): string | undefined {
  const fix = `Fix: ${asCode(name, "{ billing: 'PSK_…' }")}`;
  if (!isPlainObject(value)) {
    return `${name} is ${describeValue(value)}; it must be an object of names and signing keys. ${fix}`;
  }
  for (const [project, key] of Object.entries(value)) {
    if (looksLikeKey(project)) return `${name} has a key instead of a name. ${fix}`;
    const place = `${name}[${JSON.stringify(project)}]`;
    const misconfiguration = findKeyMisconfigurationIn(key, place);
    if (misconfiguration !== undefined) return misconfiguration;
  }
  return undefined;
}

function findKeyMisconfigurationIn(key: unknown, name: string): string | undefined {
  try {
    checkKeyOfOneRequest(key, name, { kind: 'api-token' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
