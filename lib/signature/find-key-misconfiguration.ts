import { TEMPLATES, UNRESOLVED_REFERENCES } from './options/unresolved-value.js';
import { DEFAULT_KEY_KIND, type SigningKeyKind } from './key-kind.js';

interface KeyMisconfiguration {
  readonly applies: (key: string) => boolean;
  /** Description of the key, and the line that fixes it. It follows the option's name. */
  readonly message: string;
  /** Whether the key may be a test key, which anyone can guess. */
  readonly isGuessable?: true;
  /** The key is accepted if the options set this kind. */
  readonly kind?: SigningKeyKind;
}

/** Exceptions to the rule that a key is a signing key that nobody can guess. */
export interface KeyRules {
  readonly kind?: SigningKeyKind;
  readonly allowsGuessable?: boolean;
  /** The option that sets the kind, as the reader writes it: an option of the module or a flag. */
  readonly kindOption?: string;
}

const MIN_LENGTH = 8;

const IN_DASHBOARD =
  "Fix: pass the project's Signing Key (PSK_…) from the API page of the SignalWire dashboard, for example " +
  "signingKey: config.getOrThrow('SIGNALWIRE_SIGNING_KEY').";

function matches(...patterns: readonly RegExp[]): KeyMisconfiguration['applies'] {
  return (key) => patterns.some((pattern) => pattern.test(key));
}

function matching(message: string, ...patterns: readonly RegExp[]): KeyMisconfiguration {
  return { applies: matches(...patterns), message };
}

const PLACEHOLDER = `is a placeholder, and anyone can guess it. ${IN_DASHBOARD}`;

/** Matches a placeholder: a secret of any kind, or a key without its `PSK_` or `PT` prefix. */
export const isPlaceholder = matches(
  /^[-_x*.#?0]*$/i,
  /^(your|insert|enter|paste|replace|change)[-_ ]./i,
  /^add[-_ ](your|the|my|a|signing|secret|key|token)/i,
  /^(change|replace)[-_ ]?(me|it|this)!?$/i,
  /^(my|your|the)?[-_ ]?(signalwire[-_ ]?)?(signing|secret|api)?[-_ ]?(key|secret|token)([-_ ]?here)?$/i,
  /^(todo|tbd|fixme|password|placeholder|example|dummy|redacted)$/i,
);

/** Characters that no key and no secret contains. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\ufffd]/u;
/** The signs for a part that is left out. */
export const CUT_OR_MASKED = /\u2026|\.{3}|[*\u2022]{3}/;

/** The first entry that applies is reported, so each entry may rely on those before it. */
const MISCONFIGURATIONS: readonly KeyMisconfiguration[] = [
  {
    applies: (key) => key.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() === '',
    message:
      'is blank: anyone can sign with a blank key. Is the environment variable or secret set? Fix: set it to the signing key ' +
      "(PSK_…) from the dashboard's API page.",
  },
  {
    applies: (key) => key !== key.trim(),
    message: 'begins or ends with whitespace. Fix: signingKey: key.trim()',
  },
  matching(
    'contains a line break. Fix: pass one line, or several keys as a list: signingKey: text.trim().split(/\\s+/)',
    /[\r\n\u2028\u2029]/,
  ),
  matching(
    'contains an invisible character. Fix: copy the key again as plain text and save the file as UTF-8, or ' +
      "signingKey: key.replace(/[^\\x21-\\x7e]/g, '')",
    INVISIBLE,
  ),
  matching(
    'is wrapped in quotation marks. Fix: remove them from the .env file or the secret.',
    /^["'`\u2018\u201c\u00ab].*["'`\u2019\u201d\u00bb]$/,
  ),
  matching(
    'is the text of a missing value or of a value that is not a string. Fix: ' +
      "signingKey: config.getOrThrow('SIGNALWIRE_SIGNING_KEY')",
    /^(undefined|null|nan|none|nil|true|false|\[object .*\])$/i,
  ),
  matching(
    "is the name of an environment variable. Fix: signingKey: config.getOrThrow('<the name>')",
    /^process\.env\b/,
    /^(?!PSK_)[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_(KEYS?|SECRET|TOKEN)$/,
  ),
  matching(
    'begins with the name of a variable and "=". Fix: pass only the value after "=".',
    /^(export )?[A-Z][A-Z0-9_]{2,}=\S/,
  ),
  matching(
    'begins with an authentication scheme, such as "Bearer". Fix: pass only the key after it.',
    /^(bearer|basic|token)\s/i,
  ),
  ...UNRESOLVED_REFERENCES.map(([message, pattern]) => matching(message, pattern)),
  matching(
    `is the webhook secret of a different service (whsec_…), such as Stripe or Svix. ${IN_DASHBOARD}`,
    /^whsec_/i,
  ),
  matching(`is a template whose value was not filled in. ${IN_DASHBOARD}`, ...TEMPLATES),
  matching(`is cut short or masked. ${IN_DASHBOARD}`, CUT_OR_MASKED),
  {
    applies: (key) => isPlaceholder(key.replace(/^PSK_?/i, '')),
    message: PLACEHOLDER,
    isGuessable: true,
  },
  matching(
    'contains several keys. Fix: signingKey: keys.split(/[,;|\\s]+/)',
    /^\S+[,;|\s]\s*(PSK_|PT[0-9a-f]{16})/,
  ),
  {
    applies: matches(/^PT/),
    message:
      'looks like an API token (PT…). SignalWire documents the Signing Key as the key of its signatures. Fix: ' +
      'use the Signing Key (PSK_…), which the API page of the SignalWire dashboard shows next to the token.',
    kind: 'api-token',
  },
  {
    applies: (key) => isPlaceholder(key.replace(/^PT_?/, '')),
    message: PLACEHOLDER,
    isGuessable: true,
  },
  matching(
    `is a UUID, such as a project ID. ${IN_DASHBOARD}`,
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  ),
  matching(
    `is the ID of an account (AC…) or of an API key (SK…). An ID is not secret. ${IN_DASHBOARD}`,
    /^(AC|SK)[0-9a-f]{32}$/,
  ),
  matching(
    `is a URL, such as that of your SignalWire space. ${IN_DASHBOARD}`,
    /^[a-z][a-z0-9+.-]*:\/\//i,
    /^[\w-]+(\.[\w-]+)*\.signalwire\.com\b/i,
  ),
  matching(
    "is the path of a file. Fix: signingKey: signingKeyFile('<the path>')",
    /^(\.{0,2}|~)(\/[\w.-]{1,40}){2,}\/?$/,
    /^(\.{1,2}|~)\/\S+$/,
    /^[A-Z]:\\/i,
    /^[\w./\\-]+\.(txt|key|pem|env|secret|json|ya?ml)$/i,
  ),
  matching('is JSON, not a key. Fix: signingKey: JSON.parse(secret).<name>', /^[{[].*[}\]]$/s),
  {
    applies: (key) => /^psk_/i.test(key) && !key.startsWith('PSK_'),
    message:
      'has a PSK_ prefix in lower case, but keys are case-sensitive. Fix: copy the key unchanged from the dashboard.',
  },
  matching("is a key in base64. Fix: signingKey: Buffer.from(key, 'base64').toString().trim()", /^UFNLX/),
  {
    applies: (key) => key.length < MIN_LENGTH,
    message:
      `has fewer than ${MIN_LENGTH} characters, so it can be guessed. ${IN_DASHBOARD} For local tests use any longer value, such ` +
      'as PSK_local_test_1.',
    isGuessable: true,
  },
];

/** Describes why a key is unusable, and the fix; `undefined` if it is usable. The text never contains the key. */
export function findKeyMisconfiguration(key: string, rules: KeyRules = {}): string | undefined {
  const { kind = DEFAULT_KEY_KIND, allowsGuessable = false } = rules;
  const misconfiguration = MISCONFIGURATIONS.find(
    (each) => each.applies(key) && each.kind !== kind && !(each.isGuessable && allowsGuessable),
  );
  if (misconfiguration?.kind === undefined) return misconfiguration?.message;
  const { kindOption = `signingKeyKind: '${misconfiguration.kind}'` } = rules;
  return `${misconfiguration.message} If your project signs with its API token: ${kindOption}.`;
}
