import { normalizeName } from './nearest-name.js';

/** What to use here in the place of an option's name in other libraries, such as those for Twilio, Stripe or Svix. */
type Hints = Readonly<Record<string, string>>;

const SIGNING_KEY = "Fix: signingKey: 'PSK_…'";
const PUBLIC_URL =
  "Fix: publicUrl: 'https://example.com' (scheme and host that SignalWire calls, without the route's path)";

export const KEY_AND_URL_HINTS: Hints = {
  ...hint(
    `SignalWire signs with the signing key (PSK_…), not with an API token. ${SIGNING_KEY}`,
    'authToken, apiToken, token, accessToken, apiKey',
  ),
  ...hint(
    `The secret is the signing key of the project. ${SIGNING_KEY}`,
    'secret, webhookSecret, signingSecret, sharedSecret, secretKey, webhookSigningKey, privateKey, key, keys, hmacKey, psk',
  ),
  ...hint(
    "Several keys are a list, the newest first. Fix: signingKey: ['PSK_new', 'PSK_old']",
    'secrets, additionalSecrets, signingKeys, previousKey, oldKey, nextKey',
  ),
  ...hint(
    `The URL is publicUrl. ${PUBLIC_URL}`,
    'url, uri, baseUrl, baseUrlOverride, webhookUrl, webhookBaseUrl, callbackUrl, publicBase, publicBaseUrl, publicOrigin, origin, externalUrl, serverUrl',
  ),
  ...hint(`The scheme is part of publicUrl. ${PUBLIC_URL}`, 'protocol, scheme, https, forceHttps, ssl'),
  ...hint('The header is always X-SignalWire-Signature.', 'header, headerName, signatureHeader'),
  ...hint('The request says which algorithm signed it.', 'algorithm, algorithms, hash, digest, encoding'),
};

export const VERIFY_REQUEST_HINTS: Hints = {
  ...KEY_AND_URL_HINTS,
  ...hint(`The host is part of publicUrl. ${PUBLIC_URL}`, 'host, hosts, hostname, domain, allowedHosts'),
  ...hint(
    'Verification has no switch. Fix: in tests sign the request with signRequest(request, signingKey)',
    'validate, validateSignature, verify, enabled, enable, disabled, disable, skip, bypass, mode, production',
  ),
  ...hint('Fix: maxBodyBytes: 1_048_576', 'limit, bodyLimit, maxBodySize, maxBodyLength'),
};

const NEST_HINTS: Hints = {
  ...KEY_AND_URL_HINTS,
  ...hint(
    `The host is part of publicUrl. ${PUBLIC_URL}. Behind a trusted proxy: allowedHosts: ['example.com']`,
    'host, hosts, hostname, domain, trustedHosts, trustProxy, trustForwardedHeaders, useForwardedHeaders',
  ),
  ...hint(
    "Verification has no switch. Fix: mode: 'report' (logs what it would reject, and protects nothing), or in tests WebhookTestClient of " +
      "'nestjs-signalwire-webhook/testing', which signs",
    'validate, validateSignature, validation, verify, verifySignature, enabled, enable, disabled, disable, skip, skipVerification, skipValidation, bypass, dryRun, production, allowLocal, testMode',
  ),
  ...hint(
    'Nest keeps the raw body. Fix: NestFactory.create(AppModule, { rawBody: true })',
    'rawBody, rawBodyProperty, bodyParser',
  ),
  ...hint(
    "The credentials are one option. Fix: basicAuth: { username: '…', password: '…' }",
    'username, password, user, credentials, auth, webhookAuthToken',
  ),
  ...hint(
    'SignalWire signs no time. Fix: once: { maxAge: 300_000 } on the routes of status callbacks',
    'tolerance, maxAge, timestampTolerance, replayWindow',
  ),
  ...hint(
    "Keys by project are one option. Fix: signingKey: { projects: { '<project id>': 'PSK_…' } }",
    'projects, signingKeyByProject, keysByProject',
  ),
  ...hint(
    'A function finds keys. Fix: signingKey: ({ claimedProjectId }) => findKeys(claimedProjectId)',
    'resolver, resolve, signingKeyResolver, getSigningKey, getKey, secretProvider, keyResolver',
  ),
  ...hint('The space is part of no signature. Leave it out.', 'space, spaceUrl, signalwireSpace'),
  ...hint(
    "A signing key is one project's. Leave it out, or name the project on a route whose keys are by project: project: '…'",
    'projectId, accountSid, account',
  ),
  ...hint(
    'The response is made by a function. Fix: exceptionFactory: () => ({ status: 401, body: … })',
    'exception, onError, onReject, errorHandler, statusCode, status, message, errorMessage',
  ),
};

export const MODULE_HINTS: Hints = {
  ...NEST_HINTS,
  ...hint(
    'once belongs to the routes of status callbacks. Fix: @SignalWireWebhook({ once: true })',
    'once, idempotent, idempotency, dedupe',
  ),
  ...hint(
    'It is no part of what a factory returns. Fix: SignalWireWebhookModule.forRootAsync({ isGlobal: false, … })',
    'isGlobal, global',
  ),
};

export const ROUTE_HINTS: Hints = {
  ...NEST_HINTS,
  ...hint('Fix: once: true', 'idempotent, idempotency, dedupe'),
  ...hint(
    'It is an option of the module. Fix: pass it to SignalWireWebhookModule.forRoot()',
    'signingKeyCache, verifyKeysAtStart, onceStore, preflight, diagnostics, isGlobal',
  ),
};

function hint(text: string, names: string): Hints {
  return Object.fromEntries(names.split(', ').map((name) => [normalizeName(name), text]));
}
