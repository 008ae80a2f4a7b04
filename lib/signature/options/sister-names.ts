import { normalizeName } from './nearest-name.js';

/** Hints for option names of other libraries, such as those for Twilio, Stripe or Svix. */
type Hints = Readonly<Record<string, string>>;

const SIGNING_KEY = "Fix: signingKey: 'PSK_…'";
const PUBLIC_URL =
  "Fix: publicUrl: 'https://example.com' (scheme and host that SignalWire calls, without the route's path)";

const KEY_AND_URL_HINTS: Hints = {
  ...hint(
    `SignalWire signs with the signing key (PSK_…), not with an API token. ${SIGNING_KEY}`,
    'authToken, apiToken, token, accessToken, apiKey',
  ),
  ...hint(
    `The secret is the signing key of the project. ${SIGNING_KEY}`,
    'secret, webhookSecret, signingSecret, sharedSecret, secretKey, webhookSigningKey, privateKey, key, keys, hmacKey, psk',
  ),
  ...hint(
    "Pass several keys as a list, the newest first. Fix: signingKey: ['PSK_new', 'PSK_old']",
    'secrets, additionalSecrets, signingKeys, previousKey, oldKey, nextKey',
  ),
  ...hint(
    `The option is publicUrl. ${PUBLIC_URL}`,
    'url, uri, baseUrl, baseUrlOverride, webhookUrl, webhookBaseUrl, callbackUrl, publicBase, publicBaseUrl, publicOrigin, origin, externalUrl, serverUrl',
  ),
  ...hint(`The scheme is part of publicUrl. ${PUBLIC_URL}`, 'protocol, scheme, https, forceHttps, ssl'),
  ...hint(
    'The header is always X-SignalWire-Signature. Fix: remove the option',
    'header, headerName, signatureHeader',
  ),
  ...hint(
    'The request determines the algorithm. Fix: remove the option',
    'algorithm, algorithms, hash, digest, encoding',
  ),
};

export const VERIFY_REQUEST_HINTS: Hints = {
  ...KEY_AND_URL_HINTS,
  ...hint(`The host is part of publicUrl. ${PUBLIC_URL}`, 'host, hosts, hostname, domain, allowedHosts'),
  ...hint(
    'Verification cannot be turned off. Fix: in tests, sign the request with signRequest(request, signingKey)',
    'validate, validateSignature, verify, enabled, enable, disabled, disable, skip, bypass, mode, production',
  ),
  ...hint(
    'The option is maxBodyBytes. Fix: maxBodyBytes: 1_048_576',
    'limit, bodyLimit, maxBodySize, maxBodyLength',
  ),
};

const NEST_HINTS: Hints = {
  ...KEY_AND_URL_HINTS,
  ...hint(
    `The host is part of publicUrl. ${PUBLIC_URL}. Behind a trusted proxy: allowedHosts: ['example.com']`,
    'host, hosts, hostname, domain, trustedHosts, trustProxy, trustForwardedHeaders, useForwardedHeaders',
  ),
  ...hint(
    "Verification cannot be turned off. Fix, to only log unverified requests: mode: 'report'. Fix, in tests: sign requests with " +
      "WebhookTestClient of 'nestjs-signalwire-webhook/testing'. Fix, on a terminal: npx signalwire-webhook send http://localhost:3000/voice",
    'validate, validateSignature, validation, verify, verifySignature, enabled, enable, disabled, disable, skip, skipVerification, skipValidation, bypass, dryRun, production, allowLocal, testMode',
  ),
  ...hint(
    'Nest keeps the raw body. Fix: NestFactory.create(AppModule, { rawBody: true })',
    'rawBody, rawBodyProperty, bodyParser',
  ),
  ...hint(
    "The option is basicAuth. Fix: basicAuth: { username: '…', password: '…' }",
    'username, password, user, credentials, auth, webhookAuthToken',
  ),
  ...hint(
    'SignalWire does not sign the time of a request. Fix: once: { maxAge: 300_000 } on the routes of status callbacks',
    'tolerance, maxAge, timestampTolerance, replayWindow',
  ),
  ...hint(
    "The option for keys by project is signingKey. Fix: signingKey: { projects: { '<project id>': 'PSK_…' } }",
    'projects, signingKeyByProject, keysByProject',
  ),
  ...hint(
    'The option for a resolver is signingKey. Fix: signingKey: ({ claimedProjectId }) => findKeys(claimedProjectId)',
    'resolver, resolve, signingKeyResolver, getSigningKey, getKey, secretProvider, keyResolver',
  ),
  ...hint('No signature depends on the space. Fix: remove the option', 'space, spaceUrl, signalwireSpace'),
  ...hint(
    "Each signing key belongs to one project. Fix: remove the option, or on a route with keys by project: project: '…'",
    'projectId, accountSid, account',
  ),
  ...hint(
    'A function creates the response. Fix: exceptionFactory: () => ({ status: 401, body: … })',
    'exception, onError, onReject, errorHandler, statusCode, status, message, errorMessage',
  ),
};

export const MODULE_HINTS: Hints = {
  ...NEST_HINTS,
  ...hint(
    'once is an option of a route with status callbacks. Fix: @SignalWireWebhook({ once: true })',
    'once, idempotent, idempotency, dedupe',
  ),
  ...hint(
    "urlToken is an option of a route. Fix: @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id', 'function'] } })",
    'urlToken, bind',
  ),
  ...hint(
    'isGlobal belongs beside useFactory, or in forRoot(). Fix: SignalWireWebhookModule.forRootAsync({ isGlobal: false, … })',
    'isGlobal, global',
  ),
};

export const ROUTE_HINTS: Hints = {
  ...NEST_HINTS,
  ...hint('The option is once. Fix: once: true', 'idempotent, idempotency, dedupe'),
  ...hint(
    'It is an option of the module. Fix: pass it to SignalWireWebhookModule.forRoot()',
    'signingKeyCache, verifyKeysAtStart, onceStore, preflight, diagnostics, isGlobal, urlTokenSecret',
  ),
};

function hint(text: string, names: string): Hints {
  return Object.fromEntries(names.split(', ').map((name) => [normalizeName(name), text]));
}
