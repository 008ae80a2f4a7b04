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

const PLACEHOLDER = `is a placeholder, and anyone can guess it. ${IN_DASHBOARD}`;

/** Matches a key without its `PSK_` or `PT` prefix. */
const isPlaceholder = matches(
  /^[-_x*.#?0]*$/i,
  /^(your|insert|enter|paste|replace|change)[-_ ]./i,
  /^add[-_ ](your|the|my|a|signing|secret|key|token)/i,
  /^(change|replace)[-_ ]?(me|it|this)!?$/i,
  /^(my|your|the)?[-_ ]?(signalwire[-_ ]?)?(signing|secret|api)?[-_ ]?(key|secret|token)([-_ ]?here)?$/i,
  /^(todo|tbd|fixme|password|placeholder|example|dummy|redacted)$/i,
);

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
  {
    applies: matches(/[\r\n\u2028\u2029]/),
    message:
      'contains a line break. Fix: pass one line, or several keys as a list: signingKey: text.trim().split(/\\s+/)',
  },
  {
    applies: matches(/[\p{Cc}\p{Cf}\ufffd]/u),
    message:
      'contains an invisible character. Fix: copy the key again as plain text and save the file as UTF-8, or ' +
      "signingKey: key.replace(/[^\\x21-\\x7e]/g, '')",
  },
  {
    applies: matches(/^["'`\u2018\u201c\u00ab].*["'`\u2019\u201d\u00bb]$/),
    message: 'is wrapped in quotation marks. Fix: remove them from the .env file or the secret.',
  },
  {
    applies: matches(/^(undefined|null|nan|none|nil|true|false|\[object .*\])$/i),
    message:
      'is the text of a missing value or of a value that is not a string. Fix: ' +
      "signingKey: config.getOrThrow('SIGNALWIRE_SIGNING_KEY')",
  },
  {
    applies: matches(/^process\.env\b/, /^(?!PSK_)[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_(KEYS?|SECRET|TOKEN)$/),
    message: "is the name of an environment variable. Fix: signingKey: config.getOrThrow('<the name>')",
  },
  {
    applies: matches(/^(export )?[A-Z][A-Z0-9_]{2,}=\S/),
    message: 'begins with the name of a variable and "=". Fix: pass only the value after "=".',
  },
  {
    applies: matches(/^(bearer|basic|token)\s/i),
    message: 'begins with an authentication scheme, such as "Bearer". Fix: pass only the key after it.',
  },
  ...UNRESOLVED_REFERENCES.map(({ pattern, message }) => ({ applies: matches(pattern), message })),
  {
    applies: matches(/^whsec_/i),
    message: `is the webhook secret of a different service (whsec_…), such as Stripe or Svix. ${IN_DASHBOARD}`,
  },
  {
    applies: matches(...TEMPLATES),
    message: `is a template whose value was not filled in. ${IN_DASHBOARD}`,
  },
  {
    applies: matches(/\u2026|\.{3}|[*\u2022]{3}/),
    message: `is cut short or masked. ${IN_DASHBOARD}`,
  },
  {
    applies: (key) => isPlaceholder(key.replace(/^PSK_?/i, '')),
    message: PLACEHOLDER,
    isGuessable: true,
  },
  {
    applies: matches(/^\S+[,;|\s]\s*(PSK_|PT[0-9a-f]{16})/),
    message: 'contains several keys. Fix: signingKey: keys.split(/[,;|\\s]+/)',
  },
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
  {
    applies: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
    message: `is a UUID, such as a project ID. ${IN_DASHBOARD}`,
  },
  {
    applies: matches(/^(AC|SK)[0-9a-f]{32}$/),
    message: `is the ID of an account (AC…) or of an API key (SK…). An ID is not secret. ${IN_DASHBOARD}`,
  },
  {
    applies: matches(/^[a-z][a-z0-9+.-]*:\/\//i, /^[\w-]+(\.[\w-]+)*\.signalwire\.com\b/i),
    message: `is a URL, such as that of your SignalWire space. ${IN_DASHBOARD}`,
  },
  {
    applies: matches(
      /^(\.{0,2}|~)(\/[\w.-]{1,40}){2,}\/?$/,
      /^(\.{1,2}|~)\/\S+$/,
      /^[A-Z]:\\/i,
      /^[\w./\\-]+\.(txt|key|pem|env|secret|json|ya?ml)$/i,
    ),
    message: "is the path of a file. Fix: signingKey: signingKeyFile('<the path>')",
  },
  {
    applies: matches(/^[{[].*[}\]]$/s),
    message: 'is JSON, not a key. Fix: signingKey: JSON.parse(secret).<name>',
  },
  {
    applies: (key) => /^psk_/i.test(key) && !key.startsWith('PSK_'),
    message:
      'has a PSK_ prefix in lower case, but keys are case-sensitive. Fix: copy the key unchanged from the dashboard.',
  },
  {
    applies: matches(/^UFNLX/),
    message: "is a key in base64. Fix: signingKey: Buffer.from(key, 'base64').toString().trim()",
  },
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
