import { addNoSystem, type Fix, inBoth, misconfiguration } from './misconfiguration.js';

const RAW_BODY = {
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
const ADDED = inBoth(RAW_BODY, addNoSystem);
const SIGN_REQUEST =
  "In tests, sign with this library's signRequest(request, signingKey), which signs as SignalWire does. " +
  'Otherwise the parameters were changed in transit.';

export const BODY_MISCONFIGURATIONS = {
  'content-type': misconfiguration(
    'The content type was changed',
    'Pass the Content-Type on unchanged: application/x-www-form-urlencoded for forms, application/json for SWML ' +
      'and for bodySHA256.',
  ),
  'content-type-multipart': misconfiguration(
    'A multipart body',
    'SignalWire does not send multipart/form-data. Send application/x-www-form-urlencoded with its signature.',
  ),
  'content-type-charset': misconfiguration(
    'JSON with a charset other than UTF-8',
    'Pass Content-Type: application/json on without a charset, or with charset=utf-8. ' +
      'The charset is not signed, and a body parser uses it.',
  ),
  'content-type-other': misconfiguration(
    'A content type that SignalWire does not sign',
    'SignalWire signs only application/x-www-form-urlencoded and application/json. Is the request meant for a different route?',
  ),
  'body-reserialised': misconfiguration('The JSON was written differently', RAW_BODY),
  'body-json-escapes': misconfiguration('The escapes in the JSON differ', RAW_BODY),
  'body-json-order': misconfiguration('The keys of the JSON are in a different order', RAW_BODY),
  'body-line-break': misconfiguration(
    'A line break at the end of the body',
    inBoth(RAW_BODY, (fix) => `If the body was saved by an editor, remove the line break at the end. ${fix}`),
  ),
  'body-line-endings': misconfiguration('The line endings differ: CRLF for LF, or the reverse', RAW_BODY),
  'body-byte-order-mark': misconfiguration('A byte order mark', RAW_BODY),
  'body-charset': misconfiguration('The charset differs: Latin-1 for UTF-8, or the reverse', RAW_BODY),
  'body-unicode-form': misconfiguration('The Unicode normalization form differs (NFC, NFD)', RAW_BODY),
  'body-decoding': misconfiguration('The body was decoded or encoded once more, or once less', RAW_BODY),
  'body-base64': misconfiguration('The body in base64', {
    module:
      "If isBase64Encoded is set, decode the body of the serverless event: Buffer.from(event.body, 'base64'). " +
      'An adapter such as serverless-express does this.',
    function: "Verify the decoded bytes: Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').",
  }),
  'body-compressed': misconfiguration(
    'The body is compressed',
    'Stop the compression of request bodies in transit, or decompress them before the signature is verified.',
  ),
  'body-parameter-extra': misconfiguration('A parameter of the form that was not signed', ADDED),
  'body-audio-parameters': misconfiguration('Parameters that begin with Audio and were not signed', {
    module:
      'Remove the proxy or the middleware that adds them. If SignalWire sends them unsigned: ' +
      "accept: { anyOf: ['signature', 'basic-auth'] } on this route, with basicAuth and the credentials in the URL at SignalWire.",
    function:
      'Remove the proxy or the middleware that adds them. If SignalWire sends them unsigned, check the basic auth ' +
      'credentials of the URL at SignalWire instead.',
  }),
  'body-parameter-missing': misconfiguration('A parameter of the form is missing here', RAW_BODY),
  'body-empty-parameters': misconfiguration('Empty parameters that were not signed', SIGN_REQUEST),
  'body-white-space': misconfiguration('White space around a value or the body', SIGN_REQUEST),
  'body-nested': misconfiguration('Names with brackets were parsed into objects', SIGN_REQUEST),
  'body-order': misconfiguration('The parameters were signed in a different order', SIGN_REQUEST),
  'body-repeats': misconfiguration('Repeated parameters were signed differently', SIGN_REQUEST),
  'body-separators': misconfiguration('The parameters were signed in a different notation', SIGN_REQUEST),
  'body-not-covered': misconfiguration(
    'A signature of the URL alone',
    'No option fixes this, because a signature of the URL alone does not cover the body. ' +
      'Find out which system added the body, or dropped bodySHA256 from the query.',
  ),
  'body-sha256': misconfiguration('bodySHA256 is not the hash of this body', RAW_BODY),
  'body-not-object': misconfiguration(
    'A signed body that is not one JSON object',
    'Sign one JSON object. SignalWire sends only JSON objects as application/json.',
  ),
  'body-too-many-parameters': misconfiguration(
    'A form of more than 10,000 parameters',
    'Send fewer parameters. SignalWire sends a few dozen, and the library rejects such a form unread.',
  ),
  'body-not-bytes': misconfiguration('The body is neither bytes nor a string', {
    module: 'Do not write request.rawBody in your code. Nest keeps the bytes of the body there.',
    function:
      'Pass the raw body instead of the parsed body: request.rawBody of ' +
      'NestFactory.create(AppModule, { rawBody: true }), or express.raw().',
  }),
  'body-length': misconfiguration('The body length does not match Content-Length', WHOLE_BODY),
  'body-missing': misconfiguration('The body was lost', WHOLE_BODY),
};
