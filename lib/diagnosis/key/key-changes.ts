import type { Change, KeyCandidate } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { printableText } from '../printable-text.js';
import { tryOrUndefined } from '../try-or-undefined.js';
import { isUsableKey } from '../../signature/internal.js';
import { hasKeyPrefix, isApiToken } from './key-kinds.js';

const MAX = { listed: 8, configured: 50, rewritten: 10, otherKeys: 200, rankOfOthers: 3, keyLength: 4_096 };
const PRINTABLE = /^[\x21-\x7e]{8,}$/;

const REWRITINGS = [
  rewriting('key-list', 3, 'taken from a list of keys', (key) =>
    wordsOf(key).length > 1 ? wordsOf(key).slice(0, MAX.listed) : undefined,
  ),
  rewriting('key-embedded', 3, 'its first half, if the key is repeated', (key) => {
    const half = key.slice(0, key.length / 2);
    return half.repeat(2) === key ? half : undefined;
  }),
  rewriting('key-embedded', 4, 'without its last character', (key) => key.slice(0, -1)),
  rewriting('key-embedded', 4, 'without its first character', (key) => key.slice(1)),
  rewriting('key-white-space', 1, 'without the white space around it', (key) => key.trim()),
  rewriting('key-white-space', 2, 'without its invisible characters', (key) =>
    key.replace(/[\s\p{Cf}]/gu, ''),
  ),
  rewriting('key-quoted', 2, 'without its quotation marks', (key) =>
    /^\s*["'`“”‘’](.*)["'`“”‘’]\s*$/s.exec(key)?.[1]?.trim(),
  ),
  rewriting('key-embedded', 2, 'from its PSK_ to the end of the word', (key) =>
    wordsOf(key).length === 1 ? wordsOf(key)[0] : undefined,
  ),
  rewriting('key-list', 2, 'cut where several keys are joined', (key) =>
    isList(key) ? key.split(/[\s,;|]+/, MAX.listed) : undefined,
  ),
  rewriting('key-embedded', 3, 'after its last = or :', (key) => /[=:]\s*([^=:]+)$/.exec(key)?.[1]?.trim()),
  rewriting('key-embedded', 3, 'up to its first backslash', (key) =>
    key.includes('\\') ? key.replace(/\\.*$/s, '') : undefined,
  ),
  rewriting('key-encoded', 3, 'decoded from base64', (key) => decodeKey(key, 'base64')),
  rewriting('key-encoded', 3, 'decoded from hexadecimal', (key) => decodeKey(key, 'hex')),
  rewriting('key-encoded', 4, 'encoded as base64', (key) => Buffer.from(key).toString('base64')),
  rewriting('key-encoded', 4, 'without its percent-encoding', (key) =>
    key.includes('%') ? decodeURIComponent(key) : undefined,
  ),
  rewriting('key-prefix', 3, 'after a PSK_', (key) => (hasKeyPrefix(key) ? undefined : `PSK_${key}`)),
  rewriting('key-prefix', 3, 'without its PSK_', (key) => key.replace(/^PSK_/, '')),
  rewriting('key-prefix', 4, 'with PSK_ in capitals', (key) => key.replace(/^psk[_-]/i, 'PSK_')),
];

/** Returns a function from a configured key to its corrections. */
function rewriting(
  code: FindingCode,
  rank: number,
  how: string,
  rewrite: (key: string) => string | undefined | readonly string[],
): (key: KeyCandidate) => Change[] {
  return ({ value, name }) =>
    [tryOrUndefined(() => rewrite(value))]
      .flat()
      .filter(isUsableKey)
      .filter((key) => key !== value)
      .map((key) => keyChange(code, rank, `${name} ${how}`, key));
}

export function configuredKeys(keys: readonly unknown[]): KeyCandidate[] {
  return keys
    .flatMap((value, index) => (isUsableKey(value) ? [{ value, name: `signing key ${index + 1}` }] : []))
    .slice(0, MAX.configured);
}

/** Returns corrections of the configured keys, the keys of the hints, and an empty key. */
export function keyChanges(
  configured: readonly KeyCandidate[],
  { otherKeys = {} }: DiagnosisHints,
): Change[] {
  const codeOf = (key: string): FindingCode => {
    if (isApiToken(key)) return 'key-other-token';
    return configured.every(({ value }) => isApiToken(value)) ? 'key-api-token' : 'key-other';
  };
  const rewritten = configured.slice(0, MAX.rewritten).filter(({ value }) => value.length <= MAX.keyLength);
  const others = Object.entries(otherKeys).filter(([, key]) => isUsableKey(key));
  return [
    ...rewritten.flatMap((key) => REWRITINGS.flatMap((rewrite) => rewrite(key))),
    ...others.slice(0, MAX.otherKeys).map(([name, value], index) => {
      const rank = 2 + Math.min(MAX.rankOfOthers, Math.floor(index / 10));
      return keyChange(codeOf(value), rank, `the key of ${printableText(name, 60)}`, value);
    }),
    keyChange('key-empty', 5, 'an empty key', ''),
  ];
}

function keyChange(code: FindingCode, rank: number, name: string, value: string): Change {
  const keys = [{ value, name }];
  return {
    code,
    aspect: 'key',
    rank,
    label: name,
    cost: () => 0,
    apply: (candidate) => ({ ...candidate, keys }),
  };
}

function wordsOf(text: string): string[] {
  return text.match(/PSK_\w+/g) ?? [];
}

/** Whether the text is several keys, not one key after a word such as Bearer. */
function isList(text: string): boolean {
  return wordsOf(text).length > 1 || /[^\s,;|][,;|]+\s*[^\s,;|]/.test(text);
}

function decodeKey(key: string, encoding: 'base64' | 'hex'): string | undefined {
  const decoded = Buffer.from(key, encoding).toString().trim();
  return PRINTABLE.test(decoded) ? decoded : undefined;
}
