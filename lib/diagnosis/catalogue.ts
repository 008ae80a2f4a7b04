interface Mistake {
  readonly title: string;
  /** `{publicUrl}` stands for the public base of the URL that was signed. */
  readonly mend: string;
}

const PUBLIC_URL = "publicUrl: '{publicUrl}'";
const PUBLIC_ORIGIN = `${PUBLIC_URL}, with the path that it has now, if any`;
const PATH_AS_IT_IS =
  'The path is taken from the request line: let the proxy pass it unchanged, ' +
  'or configure at SignalWire the path that the application receives.';
const QUERY_AS_IT_IS =
  'Let nothing rebuild the query: verify request.originalUrl rather than request.query, ' +
  'and have the proxy pass it byte for byte.';
const RAW_BODY =
  'Verify the bytes that came: NestFactory.create(AppModule, { rawBody: true }), ' +
  'and no parser or proxy before it that rewrites the body.';
const SIGN_REQUEST =
  "The signer does not sign as SignalWire does. Sign with this library's signRequest(request, signingKey).";
const NOT_TO_BE_TRUSTED =
  'Nothing to set: a signature of the URL alone proves nothing about a body. ' +
  'Ask who added the body, or dropped bodySHA256 from the query.';
const HEADER_AS_IT_IS =
  'Pass the X-SignalWire-Signature header through unchanged; in tests take it from signRequest(request, signingKey).';

function signingKey(how: string): string {
  return `signingKey: ${how}`;
}

/** The known mistakes: what each is called, and what mends it. */
export const CATALOGUE = {
  'url-protocol': { title: 'The protocol: http for https, or the reverse', mend: PUBLIC_ORIGIN },
  'url-host': { title: 'The host: an internal one for the public one', mend: PUBLIC_ORIGIN },
  'url-host-case': { title: 'The case of the host', mend: PUBLIC_ORIGIN },
  'url-port': { title: 'The port: missing, added or another', mend: PUBLIC_ORIGIN },
  'url-credentials': {
    title: 'The credentials in the URL',
    mend: `${PUBLIC_URL}, with the user and the password that the URL at SignalWire holds for ***`,
  },
  'url-prefix-missing': { title: 'A path prefix that a gateway stripped', mend: PUBLIC_URL },
  'url-prefix-extra': {
    title: 'A path prefix that was added',
    mend:
      `${PUBLIC_URL}, without a path that the request line holds already. ` +
      'If a proxy adds the prefix, let it pass the path unchanged, or configure the prefix at SignalWire.',
  },
  'url-path-rewritten': { title: 'The path: rewritten by a proxy', mend: PATH_AS_IT_IS },
  'url-trailing-slash': { title: 'A slash at the end of the path', mend: PATH_AS_IT_IS },
  'url-double-slash': { title: 'Double slashes in the path', mend: PATH_AS_IT_IS },
  'url-path-encoding': { title: 'The percent-encoding of the path', mend: PATH_AS_IT_IS },
  'url-query-encoding': { title: 'The encoding of the query', mend: QUERY_AS_IT_IS },
  'url-query-order': { title: 'The order of the query', mend: QUERY_AS_IT_IS },
  'url-query-extra': {
    title: 'A query that was not signed',
    mend: `${QUERY_AS_IT_IS} If nothing of yours adds to it, the request was tampered with.`,
  },
  'url-fragment': {
    title: 'The fragment of the URL',
    mend: 'Verify the URL without its #fragment: it is neither sent nor signed.',
  },

  'content-type': {
    title: 'The content type: a form for JSON, or the reverse',
    mend:
      'Pass the Content-Type through unchanged: application/x-www-form-urlencoded for forms, application/json for SWML ' +
      'and for bodySHA256.',
  },
  'body-reserialised': { title: 'The body: parsed, and written again', mend: RAW_BODY },
  'body-line-break': { title: 'A line break at the end of the body', mend: RAW_BODY },
  'body-line-endings': { title: 'Line endings: CRLF for LF, or the reverse', mend: RAW_BODY },
  'body-byte-order-mark': { title: 'A byte order mark', mend: RAW_BODY },
  'body-charset': { title: 'The charset: Latin-1 for UTF-8, or the reverse', mend: RAW_BODY },
  'body-decoding': { title: 'The body: decoded twice, or not at all', mend: RAW_BODY },
  'body-empty-parameters': { title: 'Empty parameters: dropped', mend: SIGN_REQUEST },
  'body-white-space': { title: 'White space around the values', mend: SIGN_REQUEST },
  'body-nested': { title: 'Names with brackets: parsed into objects', mend: SIGN_REQUEST },
  'body-order': { title: 'The order of the parameters', mend: SIGN_REQUEST },
  'body-repeats': { title: 'Parameters that repeat', mend: SIGN_REQUEST },
  'body-not-covered': { title: 'A signature of the URL alone', mend: NOT_TO_BE_TRUSTED },
  'body-sha256': { title: 'A bodySHA256 that is not the hash of the body', mend: RAW_BODY },
  'body-not-object': {
    title: 'A signed body that is not one JSON object',
    mend: 'Sign one JSON object: SignalWire sends nothing else as application/json.',
  },
  'body-length': { title: 'A body of another length than Content-Length', mend: RAW_BODY },
  'body-missing': { title: 'A body that was lost', mend: RAW_BODY },

  'key-white-space': { title: 'White space around the key', mend: signingKey('key.trim()') },
  'key-quoted': {
    title: 'Quotation marks around the key',
    mend: signingKey('the same without its quotation marks; look at the .env file or the secret'),
  },
  'key-list': {
    title: 'Several keys in one string',
    mend: signingKey("keys.split(',').map((key) => key.trim())"),
  },
  'key-embedded': {
    title: 'Other text around the key',
    mend: signingKey("only the part from PSK_ on, as the dashboard's API page shows it"),
  },
  'key-encoded': {
    title: 'The key in base64 or hexadecimal',
    mend: signingKey(
      "Buffer.from(key, 'base64').toString(), or 'hex'; the key is used as the dashboard shows it",
    ),
  },
  'key-prefix': {
    title: 'The PSK_ of the key',
    mend: signingKey("the whole text of the dashboard's API page, with its PSK_"),
  },
  'key-other': {
    title: "Another project's key",
    mend: signingKey(
      'the Signing Key of that project, or { projects: { … } } where several call one application',
    ),
  },
  'key-api-token': {
    title: 'An API token (PT…) for the Signing Key',
    mend: signingKey(
      'the Signing Key (PSK_…), which stands beside the token on the API page of the dashboard',
    ),
  },
  'key-blank': {
    title: 'A blank key',
    mend: signingKey('the Signing Key (PSK_…); is the environment variable or the secret set?'),
  },
  'key-empty': {
    title: 'A signature made with an empty key',
    mend: 'Set the Signing Key where the request is signed, not here. Anyone can make such a signature.',
  },

  'signature-missing': {
    title: 'No signature',
    mend:
      'Let the proxy pass X-SignalWire-Signature on. Webhooks that SignalWire does not sign are secured by ' +
      "accept: 'basic-auth' or accept: 'either', with basicAuth.",
  },
  'signature-malformed': { title: 'A signature that is none', mend: HEADER_AS_IT_IS },
  'signature-encoding': {
    title: 'The encoding of the signature: hexadecimal for base64, or the reverse',
    mend: SIGN_REQUEST,
  },
  'signature-case': { title: 'A signature in upper case', mend: SIGN_REQUEST },
  'signature-spelling': { title: 'The signature in another spelling', mend: HEADER_AS_IT_IS },
  'signature-repeated': {
    title: 'More than one signature in the header',
    mend: 'Let one X-SignalWire-Signature through: a proxy that sets the header must replace it, not add to it.',
  },
  'signature-alias': {
    title: 'X-Twilio-Signature on a JSON request',
    mend: 'Send the signature of a JSON request as X-SignalWire-Signature.',
  },
  'signature-header': {
    title: 'The signature in another header than the one that counts',
    mend: HEADER_AS_IT_IS,
  },
  'signature-sha256': {
    title: 'The SHA-256 signature: it decides where it is present',
    mend: 'Pass X-SignalWire-SHA256-Signature through unchanged, or sign it with the same key, URL and body.',
  },
} as const satisfies Record<string, Mistake>;

/**
 * The known mistakes by name, stable for scripts.
 *
 * @publicApi
 */
export type FindingCode = keyof typeof CATALOGUE;
