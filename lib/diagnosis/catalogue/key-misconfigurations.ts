import { type Fix, misconfiguration } from './misconfiguration.js';

const THE_SIGNING_KEY = 'the Signing Key (PSK_…) from the API page of the dashboard';
const WHERE_IN_CLI = 'SIGNALWIRE_SIGNING_KEY or --key-file';
const IS_SET = 'Is the environment variable or the secret set?';

/** @param wanted the value to set */
function setKey(wanted: string): Fix {
  return { ...code(`signingKey: ${wanted}`), cli: `${WHERE_IN_CLI}: ${wanted}` };
}

export const KEY_MISCONFIGURATIONS = {
  'key-white-space': misconfiguration('White space or invisible characters around the key', {
    ...code('signingKey: key.trim()'),
    cli: `${WHERE_IN_CLI}: the key without the white space around it`,
  }),
  'key-quoted': misconfiguration(
    'Quotation marks around the key',
    setKey('the key without its quotation marks. Check the .env file or the secret.'),
  ),
  'key-list': misconfiguration('Several keys in one string', {
    ...code(
      "signingKey: keys.split(',').map((key) => key.trim()), with your separator: one string for each key",
    ),
    cli: '--key-file <file>, with one key per line',
  }),
  'key-embedded': misconfiguration(
    'Other text around the key',
    setKey('only the part that is the key, as the API page of the dashboard shows it (from PSK_ on)'),
  ),
  'key-encoded': misconfiguration('The key is encoded or decoded once more', {
    ...code(
      "signingKey: the key as the dashboard shows it. If a secret store encodes the key: Buffer.from(key, 'base64').toString(), or 'hex'.",
    ),
    cli: `${WHERE_IN_CLI}: the key as the dashboard shows it, without a further encoding`,
  }),
  'key-prefix': misconfiguration(
    'The PSK_ prefix of the key is missing, duplicated or changed',
    setKey('the whole key, with its PSK_, as the API page of the dashboard shows it'),
  ),
  'key-other': misconfiguration('Signed with a different signing key', {
    ...code(
      'signingKey: the Signing Key of that project, or { projects: { … } } if several projects call the application',
    ),
    cli: `${WHERE_IN_CLI}: the Signing Key of that project`,
  }),
  'key-other-token': misconfiguration('Signed with an API token (PT…)', {
    module: "signingKey: the API token (PT…) that matches, together with signingKeyKind: 'api-token'",
    function:
      "Verify with the API token (PT…) that matches. verifyRequest also needs signingKeyKind: 'api-token'.",
    cli: `${WHERE_IN_CLI}: the API token (PT…) that matches, together with --key-kind api-token (in the application: signingKeyKind: 'api-token')`,
  }),
  'key-api-token': misconfiguration('An API token (PT…) instead of the Signing Key', {
    ...code(`signingKey: ${THE_SIGNING_KEY}, without signingKeyKind: 'api-token'`),
    cli: `${WHERE_IN_CLI}: ${THE_SIGNING_KEY}, without --key-kind api-token`,
  }),
  'key-project-id': misconfiguration('A project ID instead of the Signing Key', setKey(THE_SIGNING_KEY)),
  'key-url': misconfiguration('A URL instead of the Signing Key', setKey(THE_SIGNING_KEY)),
  'key-file': misconfiguration('The path of a file instead of the Signing Key', {
    ...code("signingKey: signingKeyFile('/path'), or the contents of the file"),
    cli: '--key-file <file>',
  }),
  'key-placeholder': misconfiguration(
    'A placeholder instead of the Signing Key',
    setKey(`${THE_SIGNING_KEY}. ${IS_SET}`),
  ),
  'key-form': misconfiguration(
    'A key that does not begin with PSK_',
    setKey(`${THE_SIGNING_KEY}. Is it the secret itself, or only its name?`),
  ),
  'key-blank': misconfiguration('No Signing Key', setKey(`${THE_SIGNING_KEY}. ${IS_SET}`)),
  'key-empty': misconfiguration(
    'A signature made with an empty key',
    'Set the signing key in the system that signs the request, not here. Anyone can make such a signature.',
  ),
};

function code(fix: string): { module: string; function: string } {
  return { module: fix, function: fix };
}
