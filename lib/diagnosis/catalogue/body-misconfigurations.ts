import type { Fix, Misconfiguration } from './misconfiguration.js';

const RAW_BODY: Fix = {
  module:
    'The received bytes are not the signed bytes. Stop the rewriting of the body before the application, by a proxy, a gateway ' +
    'or a tool that captures or replays requests.',
  function:
    'Verify the received bytes: request.rawBody of NestFactory.create(AppModule, { rawBody: true }), or express.raw(). ' +
    'No parser or proxy before it may rewrite the body.',
};
const WHOLE_BODY: Fix = {
  module:
    'Pass the whole body to the application. A proxy, a middleware or a tool that captured the request read, cut or rewrote it.',
  function:
    'Read the whole body before any other code: NestFactory.create(AppModule, { rawBody: true }), or express.raw().',
};
const ADDED: Fix = {
  module: `${RAW_BODY.module} If none of your systems adds parameters, the request was changed in transit.`,
  function: `${RAW_BODY.function} If none of your systems adds parameters, the request was changed in transit.`,
};
const SIGN_REQUEST =
  "In tests, sign with this library's signRequest(request, signingKey), which signs as SignalWire does. " +
  'Otherwise the parameters were changed in transit.';

export const BODY_MISCONFIGURATIONS = {
  'content-type': {
    title: 'The content type was changed',
    fix:
      'Pass the Content-Type on unchanged: application/x-www-form-urlencoded for forms, application/json for SWML ' +
      'and for bodySHA256.',
  },
  'content-type-multipart': {
    title: 'A multipart body',
    fix: 'SignalWire does not send multipart/form-data. Send application/x-www-form-urlencoded with its signature.',
  },
  'content-type-charset': {
    title: 'JSON with a charset other than UTF-8',
    fix:
      'Pass Content-Type: application/json on without a charset, or with charset=utf-8. ' +
      'The charset is not signed, and a body parser uses it.',
  },
  'content-type-other': {
    title: 'A content type that SignalWire does not sign',
    fix: 'SignalWire signs only application/x-www-form-urlencoded and application/json. Is the request meant for a different route?',
  },
  'body-reserialised': { title: 'The JSON was written differently', fix: RAW_BODY },
  'body-json-escapes': { title: 'The escapes in the JSON differ', fix: RAW_BODY },
  'body-json-order': { title: 'The keys of the JSON are in a different order', fix: RAW_BODY },
  'body-line-break': {
    title: 'A line break at the end of the body',
    fix: {
      module: `If the body was saved by an editor, remove the line break at the end. ${RAW_BODY.module}`,
      function: `If the body was saved by an editor, remove the line break at the end. ${RAW_BODY.function}`,
    },
  },
  'body-line-endings': { title: 'The line endings differ: CRLF for LF, or the reverse', fix: RAW_BODY },
  'body-byte-order-mark': { title: 'A byte order mark', fix: RAW_BODY },
  'body-charset': { title: 'The charset differs: Latin-1 for UTF-8, or the reverse', fix: RAW_BODY },
  'body-unicode-form': { title: 'The Unicode normalization form differs (NFC, NFD)', fix: RAW_BODY },
  'body-decoding': { title: 'The body was decoded or encoded once more, or once less', fix: RAW_BODY },
  'body-base64': {
    title: 'The body in base64',
    fix: {
      module:
        "If isBase64Encoded is set, decode the body of the serverless event: Buffer.from(event.body, 'base64'). " +
        'An adapter such as serverless-express does this.',
      function:
        "Verify the decoded bytes: Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').",
    },
  },
  'body-compressed': {
    title: 'The body is compressed',
    fix: 'Stop the compression of request bodies in transit, or decompress them before the signature is verified.',
  },
  'body-parameter-extra': { title: 'A parameter of the form that was not signed', fix: ADDED },
  'body-audio-parameters': {
    title: 'Parameters that begin with Audio and were not signed',
    fix: {
      module:
        'Remove the proxy or the middleware that adds them. If SignalWire sends them unsigned: ' +
        "accept: { anyOf: ['signature', 'basic-auth'] } on this route, with basicAuth and the credentials in the URL at SignalWire.",
      function:
        'Remove the proxy or the middleware that adds them. If SignalWire sends them unsigned, check the basic auth ' +
        'credentials of the URL at SignalWire instead.',
    },
  },
  'body-parameter-missing': { title: 'A parameter of the form is missing here', fix: RAW_BODY },
  'body-empty-parameters': { title: 'Empty parameters that were not signed', fix: SIGN_REQUEST },
  'body-white-space': { title: 'White space around a value or the body', fix: SIGN_REQUEST },
  'body-nested': { title: 'Names with brackets were parsed into objects', fix: SIGN_REQUEST },
  'body-order': { title: 'The parameters were signed in a different order', fix: SIGN_REQUEST },
  'body-repeats': { title: 'Repeated parameters were signed differently', fix: SIGN_REQUEST },
  'body-separators': { title: 'The parameters were signed in a different notation', fix: SIGN_REQUEST },
  'body-not-covered': {
    title: 'A signature of the URL alone',
    fix:
      'No option fixes this, because a signature of the URL alone does not cover the body. ' +
      'Find out which system added the body, or dropped bodySHA256 from the query.',
  },
  'body-sha256': { title: 'bodySHA256 is not the hash of this body', fix: RAW_BODY },
  'body-not-object': {
    title: 'A signed body that is not one JSON object',
    fix: 'Sign one JSON object. SignalWire sends only JSON objects as application/json.',
  },
  'body-too-many-parameters': {
    title: 'A form of more than 10,000 parameters',
    fix: 'Send fewer parameters. SignalWire sends a few dozen, and the library rejects such a form unread.',
  },
  'body-not-bytes': {
    title: 'The body is neither bytes nor a string',
    fix: {
      module: 'Do not write request.rawBody in your code. Nest keeps the bytes of the body there.',
      function:
        'Pass the raw body instead of the parsed body: request.rawBody of ' +
        'NestFactory.create(AppModule, { rawBody: true }), or express.raw().',
    },
  },
  'body-length': { title: 'The body length does not match Content-Length', fix: WHOLE_BODY },
  'body-missing': { title: 'The body was lost', fix: WHOLE_BODY },
} as const satisfies Record<string, Misconfiguration>;
