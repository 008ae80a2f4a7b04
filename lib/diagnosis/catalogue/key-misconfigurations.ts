import type { Misconfiguration } from './misconfiguration.js';

const THE_SIGNING_KEY = 'the Signing Key (PSK_…) from the API page of the dashboard';

export const KEY_MISCONFIGURATIONS = {
  'key-white-space': {
    title: 'White space or invisible characters around the key',
    fix: 'signingKey: key.trim()',
  },
  'key-quoted': {
    title: 'Quotation marks around the key',
    fix: 'signingKey: the key without its quotation marks. Check the .env file or the secret.',
  },
  'key-list': {
    title: 'Several keys in one string',
    fix: "signingKey: keys.split(',').map((key) => key.trim()), with your separator: one string for each key",
  },
  'key-embedded': {
    title: 'Other text around the key',
    fix: 'signingKey: only the part that is the key, as the API page of the dashboard shows it (from PSK_ on)',
  },
  'key-encoded': {
    title: 'The key is encoded or decoded once more',
    fix: "signingKey: the key as the dashboard shows it. If a secret store encodes the key: Buffer.from(key, 'base64').toString(), or 'hex'.",
  },
  'key-prefix': {
    title: 'The PSK_ prefix of the key is missing, duplicated or changed',
    fix: 'signingKey: the whole key, with its PSK_, as the API page of the dashboard shows it',
  },
  'key-other': {
    title: 'Signed with a different signing key',
    fix: 'signingKey: the Signing Key of that project, or { projects: { … } } if several projects call the application',
  },
  'key-other-token': {
    title: 'Signed with an API token (PT…)',
    fix: {
      module: "signingKey: the API token (PT…) that matches, together with signingKeyKind: 'api-token'",
      function:
        "Verify with the API token (PT…) that matches. verifyRequest also needs signingKeyKind: 'api-token'.",
    },
  },
  'key-api-token': {
    title: 'An API token (PT…) instead of the Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}, without signingKeyKind: 'api-token'`,
  },
  'key-project-id': {
    title: 'A project ID instead of the Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}`,
  },
  'key-url': { title: 'A URL instead of the Signing Key', fix: `signingKey: ${THE_SIGNING_KEY}` },
  'key-file': {
    title: 'The path of a file instead of the Signing Key',
    fix: "signingKey: signingKeyFile('/path'), or the contents of the file",
  },
  'key-placeholder': {
    title: 'A placeholder instead of the Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}. Is the environment variable or the secret set?`,
  },
  'key-form': {
    title: 'A key that does not begin with PSK_',
    fix: `signingKey: ${THE_SIGNING_KEY}. Is it the secret itself, or only its name?`,
  },
  'key-blank': {
    title: 'No Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}. Is the environment variable or the secret set?`,
  },
  'key-empty': {
    title: 'A signature made with an empty key',
    fix: 'Set the signing key in the system that signs the request, not here. Anyone can make such a signature.',
  },
} as const satisfies Record<string, Misconfiguration>;
