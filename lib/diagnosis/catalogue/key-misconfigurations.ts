import type { Misconfiguration } from './misconfiguration.js';

const THE_SIGNING_KEY = 'the Signing Key (PSK_…) from the API page of the dashboard';

export const KEY_MISCONFIGURATIONS = {
  'key-white-space': {
    title: 'White space or invisible characters around the key',
    fix: 'signingKey: key.trim()',
  },
  'key-quoted': {
    title: 'Quotation marks around the key',
    fix: 'signingKey: the same without its quotation marks; look at the .env file or the secret',
  },
  'key-list': {
    title: 'Several keys in one string',
    fix: "signingKey: keys.split(',').map((key) => key.trim()), with what separates them: one string for each key",
  },
  'key-embedded': {
    title: 'Other text around the key',
    fix: 'signingKey: only the part that is the key, as the API page of the dashboard shows it (from PSK_ on)',
  },
  'key-encoded': {
    title: 'The key is encoded or decoded once more',
    fix: "signingKey: the key as the dashboard shows it; Buffer.from(key, 'base64').toString(), or 'hex', where a secret store holds it encoded",
  },
  'key-prefix': {
    title: 'The PSK_ of the key',
    fix: 'signingKey: the whole text of the API page of the dashboard, with its PSK_ as it is there',
  },
  'key-other': {
    title: 'Signed with another key',
    fix: 'signingKey: the Signing Key of that project, or { projects: { … } } where several call one application',
  },
  'key-other-token': {
    title: 'Signed with an API token (PT…)',
    fix: {
      module: "signingKey: the API token (PT…) that matches, and beside it signingKeyKind: 'api-token'",
      function:
        "Verify with the API token (PT…) that matches; verifyRequest needs signingKeyKind: 'api-token' as well.",
    },
  },
  'key-api-token': {
    title: 'An API token (PT…) for the Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}, without signingKeyKind: 'api-token'`,
  },
  'key-project-id': { title: 'A project id for the Signing Key', fix: `signingKey: ${THE_SIGNING_KEY}` },
  'key-url': { title: 'A URL for the Signing Key', fix: `signingKey: ${THE_SIGNING_KEY}` },
  'key-file': {
    title: 'The path of a file for the Signing Key',
    fix: "signingKey: signingKeyFile('/path'), or the contents of the file",
  },
  'key-placeholder': {
    title: 'A placeholder for the Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}; is the environment variable or the secret set?`,
  },
  'key-form': {
    title: 'A key that does not begin with PSK_',
    fix: `signingKey: ${THE_SIGNING_KEY}; is it the secret itself, or only its name?`,
  },
  'key-blank': {
    title: 'No Signing Key',
    fix: `signingKey: ${THE_SIGNING_KEY}; is the environment variable or the secret set?`,
  },
  'key-empty': {
    title: 'A signature made with an empty key',
    fix: 'Set the Signing Key where the request is signed, not here. Anyone can make such a signature.',
  },
} as const satisfies Record<string, Misconfiguration>;
