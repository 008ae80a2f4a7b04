import { isUsableKey } from './signature-internals.js';
import type { FindingCode } from './catalogue.js';
import type { DiagnosisHints } from './diagnosis.js';
import { printable } from './url-parts.js';

/** A key that may have signed. Its text is used, and never shown. */
export interface KeyCandidate {
  readonly value: string;
  /** A noun phrase without anything of the key. */
  readonly name: string;
  readonly change?: FindingCode;
}

type KeySpelling = readonly [code: FindingCode, name: string, spell: (key: string) => readonly string[]];

const MAX_LISTED = 5;
const MAX_OTHER_KEYS = 20;
const PRINTABLE = /^[\x21-\x7e]{8,}$/;

const KEY_SPELLINGS: readonly KeySpelling[] = [
  ['key-white-space', 'without the white space around it', (key) => [key.trim()]],
  ['key-quoted', 'without its quotation marks', (key) => [/^\s*(["'`])(.*)\1\s*$/s.exec(key)?.[2] ?? key]],
  ['key-list', 'cut at its commas', (key) => key.split(/[\s,;]+/, MAX_LISTED)],
  ['key-embedded', 'from its PSK_ on', (key) => key.match(/PSK_\w+/)?.slice(0, 1) ?? []],
  [
    'key-encoded',
    'decoded from base64',
    (key) => [Buffer.from(key, 'base64').toString()].filter(isPrintable),
  ],
  [
    'key-encoded',
    'decoded from hexadecimal',
    (key) => [Buffer.from(key, 'hex').toString()].filter(isPrintable),
  ],
  ['key-prefix', 'after a PSK_', (key) => [`PSK_${key}`]],
  ['key-prefix', 'without its PSK_', (key) => [key.replace(/^PSK_/, '')]],
];

export function configuredKeys(keys: readonly unknown[]): KeyCandidate[] {
  return keys.flatMap((value, index) =>
    isUsableKey(value) ? [{ value, name: `signing key ${index + 1}` }] : [],
  );
}

/** The keys that may have been meant by those that are configured, and other ones. */
export function keyChanges(
  configured: readonly KeyCandidate[],
  { otherKeys = {} }: DiagnosisHints,
): KeyCandidate[] {
  const code = configured.every(isApiToken) ? 'key-api-token' : 'key-other';
  const others = Object.entries(otherKeys).filter(([, key]) => isUsableKey(key));
  return [
    ...configured.flatMap(respell),
    ...others.slice(0, MAX_OTHER_KEYS).map(([name, value]): KeyCandidate => ({
      value,
      name: `the key of ${printable(name)}`,
      change: code,
    })),
    { value: '', name: 'an empty key', change: 'key-empty' },
  ];
}

function respell({ value, name }: KeyCandidate): KeyCandidate[] {
  return KEY_SPELLINGS.flatMap(([change, how, spell]) =>
    spell(value)
      .filter((key) => key !== value && isUsableKey(key))
      .map((key) => ({ value: key, name: `${name} ${how}`, change })),
  );
}

/** An API token never signs. */
export function isApiToken({ value }: KeyCandidate): boolean {
  return value.trimStart().startsWith('PT');
}

function isPrintable(key: string): boolean {
  return PRINTABLE.test(key);
}
