import type { FindingCode } from '../catalogue/catalogue.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { printable } from '../printable-text.js';
import { isUsableKey } from '../signature-internals.js';
import { hasKeyPrefix, isApiToken } from './key-kinds.js';

/** A key that may have signed. Messages never contain its value. */
export interface KeyCandidate {
  readonly value: string;
  /** Noun phrase without any part of the key. */
  readonly name: string;
}

/** A key that differs from the configured keys. */
export interface KeyChange {
  readonly code: FindingCode;
  readonly rank: number;
  readonly label: string;
  readonly key: KeyCandidate;
}

type Rewriting = readonly [
  code: FindingCode,
  rank: number,
  name: string,
  rewrite: (key: string) => readonly (string | undefined)[],
];

const MAX_LISTED = 8;
const MAX_CONFIGURED = 50;
const MAX_REWRITTEN = 10;
const MAX_OTHER_KEYS = 200;
const MAX_RANK_OF_OTHERS = 3;
const MAX_KEY_LENGTH = 4_096;
const PRINTABLE = /^[\x21-\x7e]{8,}$/;

const REWRITINGS: readonly Rewriting[] = [
  [
    'key-list',
    3,
    'taken from a list of keys',
    (key) => (wordsOf(key).length > 1 ? wordsOf(key).slice(0, MAX_LISTED) : []),
  ],
  [
    'key-embedded',
    3,
    'its first half, if the key is repeated',
    (key) => [key.slice(0, key.length / 2).repeat(2) === key ? key.slice(0, key.length / 2) : undefined],
  ],
  ['key-embedded', 4, 'without its last character', (key) => [key.slice(0, -1)]],
  ['key-embedded', 4, 'without its first character', (key) => [key.slice(1)]],
  ['key-white-space', 1, 'without the white space around it', (key) => [key.trim()]],
  ['key-white-space', 2, 'without its invisible characters', (key) => [key.replace(/[\s\p{Cf}]/gu, '')]],
  [
    'key-quoted',
    2,
    'without its quotation marks',
    (key) => [/^\s*["'`“”‘’](.*)["'`“”‘’]\s*$/s.exec(key)?.[1]?.trim()],
  ],
  [
    'key-embedded',
    2,
    'from its PSK_ to the end of the word',
    (key) => [wordsOf(key).length === 1 ? wordsOf(key)[0] : undefined],
  ],
  [
    'key-list',
    2,
    'cut where several keys are joined',
    (key) => (isList(key) ? key.split(/[\s,;|]+/, MAX_LISTED) : []),
  ],
  ['key-embedded', 3, 'after its last = or :', (key) => [/[=:]\s*([^=:]+)$/.exec(key)?.[1]?.trim()]],
  [
    'key-embedded',
    3,
    'up to its first backslash',
    (key) => [key.includes('\\') ? key.replace(/\\.*$/s, '') : undefined],
  ],
  [
    'key-encoded',
    3,
    'decoded from base64',
    (key) => [Buffer.from(key, 'base64').toString().trim()].filter(isPrintable),
  ],
  [
    'key-encoded',
    3,
    'decoded from hexadecimal',
    (key) => [Buffer.from(key, 'hex').toString().trim()].filter(isPrintable),
  ],
  ['key-encoded', 4, 'encoded as base64', (key) => [Buffer.from(key).toString('base64')]],
  [
    'key-encoded',
    4,
    'without its percent-encoding',
    (key) => [key.includes('%') ? decodeURIComponent(key) : undefined],
  ],
  ['key-prefix', 3, 'after a PSK_', (key) => [hasKeyPrefix(key) ? undefined : `PSK_${key}`]],
  ['key-prefix', 3, 'without its PSK_', (key) => [key.replace(/^PSK_/, '')]],
  ['key-prefix', 4, 'with PSK_ in capitals', (key) => [key.replace(/^psk[_-]/i, 'PSK_')]],
];

export function configuredKeys(keys: readonly unknown[]): KeyCandidate[] {
  return keys
    .flatMap((value, index) => (isUsableKey(value) ? [{ value, name: `signing key ${index + 1}` }] : []))
    .slice(0, MAX_CONFIGURED);
}

/** Returns corrections of the configured keys, the keys of the hints, and an empty key. */
export function keyChanges(
  configured: readonly KeyCandidate[],
  { otherKeys = {} }: DiagnosisHints,
): KeyChange[] {
  const codeOf = (key: string): FindingCode => {
    if (isApiToken(key)) return 'key-other-token';
    return configured.every(({ value }) => isApiToken(value)) ? 'key-api-token' : 'key-other';
  };
  const others = Object.entries(otherKeys).filter(([, key]) => isUsableKey(key));
  return [
    ...configured.slice(0, MAX_REWRITTEN).flatMap(rewritten),
    ...others.slice(0, MAX_OTHER_KEYS).map(([name, value], index): KeyChange => {
      const label = `the key of ${printable(name, 60)}`;
      return {
        code: codeOf(value),
        rank: 2 + Math.min(MAX_RANK_OF_OTHERS, Math.floor(index / 10)),
        label,
        key: { value, name: label },
      };
    }),
    { code: 'key-empty', rank: 5, label: 'an empty key', key: { value: '', name: 'an empty key' } },
  ];
}

function rewritten({ value, name }: KeyCandidate): KeyChange[] {
  if (value.length > MAX_KEY_LENGTH) return [];
  return REWRITINGS.flatMap(([code, rank, how, rewrite]) =>
    attemptAll(() => rewrite(value))
      .filter((key) => key !== value && isUsableKey(key))
      .map((key) => {
        const label = `${name} ${how}`;
        return { code, rank, label, key: { value: key, name: label } };
      }),
  );
}

function attemptAll(rewrite: () => readonly (string | undefined)[]): string[] {
  try {
    return rewrite().filter((key) => key !== undefined);
  } catch {
    return [];
  }
}

function wordsOf(text: string): string[] {
  return text.match(/PSK_\w+/g) ?? [];
}

/** Whether the text is several keys, not one key after a word such as Bearer. */
function isList(text: string): boolean {
  return wordsOf(text).length > 1 || /[^\s,;|][,;|]+\s*[^\s,;|]/.test(text);
}

function isPrintable(key: string): boolean {
  return PRINTABLE.test(key);
}
