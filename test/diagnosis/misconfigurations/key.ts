import { OTHER_KEY, SIGNING_KEY } from '../../support/signing.js';
import {
  type BrokenRequest,
  URL_,
  form,
  withSignature,
  base64,
  changedKey,
  API_TOKEN,
  sentAs,
} from './broken-request.js';

export const keyMisconfigurations: readonly BrokenRequest[] = [
  changedKey(
    'a line break after the key',
    `${SIGNING_KEY}\n`,
    'key-white-space',
    /signingKey: key\.trim\(\)/,
  ),
  changedKey('a key in quotation marks', `"${SIGNING_KEY}"`, 'key-quoted', /signingKey: .*quotation marks/),
  changedKey('two keys in one string', `PSK_new0000,${SIGNING_KEY}`, 'key-list', /signingKey: keys\.split/),
  changedKey(
    'a secret in JSON',
    `{"signingKey":"${SIGNING_KEY}"}`,
    'key-embedded',
    /signingKey: only the part/,
  ),
  changedKey('a line of .env', `SIGNALWIRE_KEY=${SIGNING_KEY}`, 'key-embedded', /signingKey: only the part/),
  changedKey('a key in base64', Buffer.from(SIGNING_KEY).toString('base64'), 'key-encoded', /'base64'/),
  changedKey('a key in hexadecimal', Buffer.from(SIGNING_KEY).toString('hex'), 'key-encoded', /'hex'/),
  changedKey('a key without its PSK_', SIGNING_KEY.slice(4), 'key-prefix', /signingKey: .*PSK_/),
  changedKey('an API token', API_TOKEN, 'key-api-token', /signingKey: the Signing Key \(PSK_…\)/),
  changedKey('a blank key', ' ', 'key-blank', /signingKey: .*environment variable/),
  changedKey('no key', [], 'key-blank', /signingKey: /),
  {
    ...changedKey(
      "another project's key",
      OTHER_KEY,
      'key-other',
      /signingKey: the Signing Key of that project/,
    ),
    hints: { otherKeys: { 'Project North': 'PSK_north000', 'Project South': SIGNING_KEY } },
  },
  {
    ...changedKey('an API token for a known key', API_TOKEN, 'key-api-token', /PSK_…/),
    hints: { otherKeys: { production: SIGNING_KEY } },
  },
  {
    name: 'an API token that has signed',
    request: sentAs(form(), form(), API_TOKEN),
    codes: ['key-other-token'],
    hints: { otherKeys: { production: OTHER_KEY, token: API_TOKEN } },
    fix: /together with signingKeyKind: 'api-token'/,
  },
  {
    name: "a different project's API token that has signed",
    request: sentAs(form(), form(), API_TOKEN),
    keys: 'PT4NfT7wq0ZsLr2Xb9VdKeV3bF8oyeRNpJWGoRWH',
    codes: ['key-other-token'],
    hints: { otherKeys: { south: API_TOKEN }, signingKeyKind: 'api-token', context: 'function' },
    fix: /verifyRequest also needs signingKeyKind: 'api-token'/,
  },
  {
    name: 'a signature made with an empty key',
    request: withSignature(form(URL_, 'Body=first-value'), base64('Bodyfirst-value', '')),
    codes: ['key-empty'],
    fix: /Set the signing key in the system that signs the request/,
  },
];
