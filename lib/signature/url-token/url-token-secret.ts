import { describeValue, isMissingText } from '../options/describe-value.js';
import { findReferenceMisconfiguration, TEMPLATES } from '../options/unresolved-value.js';
import { CUT_OR_MASKED, INVISIBLE, isPlaceholder } from '../find-key-misconfiguration.js';

/** As many as the hash has. */
const MIN_BYTES = 32;
/** Each rejected token costs an HMAC per secret. */
const MAX_SECRETS = 10;
const CREATE_ONE =
  'Fix: create one with `openssl rand -base64 32`, and set it as an environment variable or a secret.';
const IS_IT_SET = 'Is the environment variable or secret set?';

/** Returns the secrets as a list. */
export function toSecretList(secrets: string | readonly string[]): readonly string[] {
  return typeof secrets === 'string' ? [secrets] : secrets;
}

/** Describes why secrets of URL tokens are unusable, and the fix; `undefined` if they are usable. The text never contains one. */
export function findUrlTokenSecretMisconfiguration(secrets: unknown, name: string): string | undefined {
  if (!Array.isArray(secrets)) return findMisconfigurationOf(secrets, name);
  if (secrets.length === 0 || secrets.length > MAX_SECRETS)
    return `${name} has ${secrets.length} secrets. Pass one to ${MAX_SECRETS}; the first creates tokens, and all verify them.`;
  const list: readonly unknown[] = Array.from(secrets as unknown[]);
  return list
    .map((secret, index) => findMisconfigurationOf(secret, `${name}[${index}]`))
    .find((misconfiguration) => misconfiguration !== undefined);
}

/** Usable secrets, so that each is checked once and not with every token. An application has few. */
const usable = new Set<unknown>();
const MAX_USABLE = 100;

function findMisconfigurationOf(secret: unknown, name: string): string | undefined {
  if (usable.has(secret)) return undefined;
  const misconfiguration =
    typeof secret === 'string' ? describeText(secret) : describeSecretType(secret, name);
  if (misconfiguration !== undefined) return `${name} ${misconfiguration}`;
  if (usable.size < MAX_USABLE) usable.add(secret);
  return undefined;
}

function describeSecretType(secret: unknown, name: string): string {
  if (typeof secret === 'function' || secret instanceof Promise)
    return `is ${describeValue(secret)}; it must be a string or a list. Fix: await the value in the factory of forRootAsync()`;
  const question = secret === undefined || secret === null ? ` ${IS_IT_SET}` : '';
  const fix = ArrayBuffer.isView(secret) ? `Fix: ${name}: secret.toString('base64')` : CREATE_ONE;
  return `is ${describeValue(secret)}; it must be a string of at least ${MIN_BYTES} bytes.${question} ${fix}`;
}

function describeText(secret: string): string | undefined {
  if (isMissingText(secret)) return `is blank, or the text of a missing value. ${IS_IT_SET} ${CREATE_ONE}`;
  if (secret !== secret.trim()) return 'begins or ends with whitespace. Fix: secret.trim()';
  if (INVISIBLE.test(secret))
    return "contains a line break or an invisible character. Fix: copy it again as plain text, or pass bytes as secret.toString('base64')";
  if (/^(["'`]).*\1$/.test(secret))
    return 'is wrapped in quotation marks. Fix: remove them from the .env file or the secret.';
  const reference = findReferenceMisconfiguration(secret);
  if (reference !== undefined) return reference;
  if (TEMPLATES.some((pattern) => pattern.test(secret)))
    return `is a template whose value was not filled in. ${CREATE_ONE}`;
  if (/^(PSK_|PT)/.test(secret))
    return `is a key or a token of SignalWire (PSK_… or PT…). URL tokens need a separate secret. ${CREATE_ONE}`;
  if (isPlaceholder(secret)) return `is a placeholder, and anyone can guess it. ${CREATE_ONE}`;
  if (CUT_OR_MASKED.test(secret)) return `is cut short or masked. ${CREATE_ONE}`;
  if (Buffer.byteLength(secret) < MIN_BYTES)
    return `has fewer than ${MIN_BYTES} bytes, so it can be guessed. ${CREATE_ONE}`;
  return undefined;
}
