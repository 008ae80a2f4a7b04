import type { DiagnosisHints } from '../index.js';
import { describeValue } from '../../signature/options/describe-value.js';
import {
  asCode,
  listOf,
  milliseconds,
  type OptionPlace,
  type OptionTable,
  type WithDefaults,
  withDefaults,
} from '../../signature/options/option.js';
import { group, isOptionsObject } from '../../signature/options/option-set.js';
import { findHostsMisconfiguration } from '../../request/allowed-hosts.js';
import { checkKeyOfOneRequest, looksLikeKey } from '../../keys/usable-keys.js';

/**
 * How rejected requests are diagnosed, with what you know and the requests do not show.
 *
 * @publicApi
 */
export interface DiagnosticsOptions extends Pick<DiagnosisHints, 'hosts' | 'pathPrefixes' | 'otherKeys'> {
  /**
   * Least time between two diagnoses of one route for one reason, in milliseconds. With `0` each rejected request is diagnosed, as
   * far as the bounds of work (1 % of any minute) and of the log (100 lines a minute) allow.
   *
   * @default 60_000
   */
  readonly interval?: number;
}

export interface DiagnosticsModuleOptions {
  /**
   * Logs for a rejected request which known mistake explains it, and the line that fixes it; at most once a minute for each route and reason.
   * Never in the response. For the time of the set-up, or with what you know as hints.
   *
   * @default false
   */
  readonly diagnostics?: boolean | DiagnosticsOptions;
}

const DIAGNOSTICS_OPTIONS_TABLE = {
  interval: milliseconds({ min: 0, default: 60_000 }),
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

/** @returns `undefined` where nothing is diagnosed */
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
 * A diagnosis only tries the keys, so that they may be API tokens: it is worth knowing that one of them signed. It prints the
 * names, so that none of them may be a key.
 */
function findOtherKeysMisconfiguration(value: unknown, { name }: OptionPlace): string | undefined {
  const fix = `Fix: ${asCode(name, "{ billing: 'PSK_…' }")}`;
  if (!isOptionsObject(value)) {
    return `${name} is ${describeValue(value)}; it must be an object of names and signing keys. ${fix}`;
  }
  for (const [project, key] of Object.entries(value)) {
    if (looksLikeKey(project)) return `${name} has a key in the place of a name. ${fix}`;
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
