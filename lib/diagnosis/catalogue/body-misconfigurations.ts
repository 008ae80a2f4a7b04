import type { Fix, Misconfiguration } from './misconfiguration.js';

const RAW_BODY: Fix = {
  module:
    'The bytes that came are not those that were signed: let nothing before the application rewrite the body ' +
    '(a proxy, a gateway, a tool that captured or replays it).',
  function:
    'Verify the bytes that came: request.rawBody of NestFactory.create(AppModule, { rawBody: true }), or express.raw(), ' +
    'and no parser or proxy before it that rewrites the body.',
};
const WHOLE_BODY: Fix = {
  module:
    'Let nothing read, cut or rewrite the body before the application (a proxy, a middleware, a tool that captured it).',
  function:
    'Read the whole body before anything else does: NestFactory.create(AppModule, { rawBody: true }), or express.raw().',
};
const ADDED: Fix = {
  module: `${RAW_BODY.module} If nothing of yours adds to it, the request was changed on its way.`,
  function: `${RAW_BODY.function} If nothing of yours adds to it, the request was changed on its way.`,
};
const SIGN_REQUEST =
  "In tests sign with this library's signRequest(request, signingKey), which signs as SignalWire does; " +
  'otherwise something changed the parameters on their way.';

export const BODY_MISCONFIGURATIONS = {
  'content-type': {
    title: 'The content type is not the one that was signed',
    fix:
      'Pass the Content-Type through unchanged: application/x-www-form-urlencoded for forms, application/json for SWML ' +
      'and for bodySHA256.',
  },
  'content-type-multipart': {
    title: 'A multipart body',
    fix: 'SignalWire sends no multipart/form-data: send application/x-www-form-urlencoded, with its signature.',
  },
  'content-type-charset': {
    title: 'JSON with a charset other than UTF-8',
    fix:
      'Pass Content-Type: application/json through without a charset, or with charset=utf-8. ' +
      'The charset is not signed, and a body parser follows it.',
  },
  'content-type-other': {
    title: 'A content type that SignalWire does not sign',
    fix: 'Only application/x-www-form-urlencoded and application/json are signed. Is the request meant for another route?',
  },
  'body-reserialised': { title: 'The JSON was written differently', fix: RAW_BODY },
  'body-json-escapes': { title: 'The escapes in the JSON differ', fix: RAW_BODY },
  'body-json-order': { title: 'The keys of the JSON are in another order', fix: RAW_BODY },
  'body-line-break': {
    title: 'A line break at the end of the body',
    fix: {
      module: `If it was saved by an editor, remove the line break at the end. ${RAW_BODY.module}`,
      function: `If it was saved by an editor, remove the line break at the end. ${RAW_BODY.function}`,
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
        "Decode the body of the serverless event where isBase64Encoded is set: Buffer.from(event.body, 'base64'). " +
        'An adapter such as serverless-express does so.',
      function:
        "Verify the decoded bytes: Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').",
    },
  },
  'body-compressed': {
    title: 'The body is compressed',
    fix: 'Let nothing on the way compress request bodies, or decompress them before the signature is verified.',
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
  'body-order': { title: 'The parameters were signed in another order', fix: SIGN_REQUEST },
  'body-repeats': { title: 'Parameters that repeat were signed differently', fix: SIGN_REQUEST },
  'body-separators': { title: 'The parameters were signed in another notation', fix: SIGN_REQUEST },
  'body-not-covered': {
    title: 'A signature of the URL alone',
    fix:
      'Nothing to set: a signature of the URL alone proves nothing about a body. ' +
      'Find out who added the body, or dropped bodySHA256 from the query.',
  },
  'body-sha256': { title: 'bodySHA256 is not the hash of this body', fix: RAW_BODY },
  'body-not-object': {
    title: 'A signed body that is not one JSON object',
    fix: 'Sign one JSON object: SignalWire sends nothing else as application/json.',
  },
  'body-too-many-parameters': {
    title: 'A form of more than 10,000 parameters',
    fix: 'SignalWire sends some dozens; such a form is rejected unread.',
  },
  'body-not-bytes': {
    title: 'The body is neither bytes nor a string',
    fix: {
      module: 'Let nothing of yours write request.rawBody, where Nest keeps the bytes of the body.',
      function:
        'Pass the raw body in place of what a parser made of it: request.rawBody of ' +
        'NestFactory.create(AppModule, { rawBody: true }), or express.raw().',
    },
  },
  'body-length': { title: 'The body has another length than Content-Length', fix: WHOLE_BODY },
  'body-missing': { title: 'The body was lost', fix: WHOLE_BODY },
} as const satisfies Record<string, Misconfiguration>;
