import { misconfiguration } from './misconfiguration.js';

const THE_SIGNING_KEY = 'the Signing Key (PSK_…) from the API page of the dashboard';

export const KEY_MISCONFIGURATIONS = {
  'key-white-space': misconfiguration(
    'White space or invisible characters around the key',
    'signingKey: key.trim()',
  ),
  'key-quoted': misconfiguration(
    'Quotation marks around the key',
    'signingKey: the key without its quotation marks. Check the .env file or the secret.',
  ),
  'key-list': misconfiguration(
    'Several keys in one string',
    "signingKey: keys.split(',').map((key) => key.trim()), with your separator: one string for each key",
  ),
  'key-embedded': misconfiguration(
    'Other text around the key',
    'signingKey: only the part that is the key, as the API page of the dashboard shows it (from PSK_ on)',
  ),
  'key-encoded': misconfiguration(
    'The key is encoded or decoded once more',
    "signingKey: the key as the dashboard shows it. If a secret store encodes the key: Buffer.from(key, 'base64').toString(), or 'hex'.",
  ),
  'key-prefix': misconfiguration(
    'The PSK_ prefix of the key is missing, duplicated or changed',
    'signingKey: the whole key, with its PSK_, as the API page of the dashboard shows it',
  ),
  'key-other': misconfiguration(
    'Signed with a different signing key',
    'signingKey: the Signing Key of that project, or { projects: { … } } if several projects call the application',
  ),
  'key-other-token': misconfiguration('Signed with an API token (PT…)', {
    module: "signingKey: the API token (PT…) that matches, together with signingKeyKind: 'api-token'",
    function:
      "Verify with the API token (PT…) that matches. verifyRequest also needs signingKeyKind: 'api-token'.",
  }),
  'key-api-token': misconfiguration(
    'An API token (PT…) instead of the Signing Key',
    `signingKey: ${THE_SIGNING_KEY}, without signingKeyKind: 'api-token'`,
  ),
  'key-project-id': misconfiguration(
    'A project ID instead of the Signing Key',
    `signingKey: ${THE_SIGNING_KEY}`,
  ),
  'key-url': misconfiguration('A URL instead of the Signing Key', `signingKey: ${THE_SIGNING_KEY}`),
  'key-file': misconfiguration(
    'The path of a file instead of the Signing Key',
    "signingKey: signingKeyFile('/path'), or the contents of the file",
  ),
  'key-placeholder': misconfiguration(
    'A placeholder instead of the Signing Key',
    `signingKey: ${THE_SIGNING_KEY}. Is the environment variable or the secret set?`,
  ),
  'key-form': misconfiguration(
    'A key that does not begin with PSK_',
    `signingKey: ${THE_SIGNING_KEY}. Is it the secret itself, or only its name?`,
  ),
  'key-blank': misconfiguration(
    'No Signing Key',
    `signingKey: ${THE_SIGNING_KEY}. Is the environment variable or the secret set?`,
  ),
  'key-empty': misconfiguration(
    'A signature made with an empty key',
    'Set the signing key in the system that signs the request, not here. Anyone can make such a signature.',
  ),
};
