import type { Fix, Misconfiguration } from './misconfiguration.js';

const HEADER_AS_IT_IS =
  'Pass the X-SignalWire-Signature header through unchanged; in tests take it from signRequest(request, signingKey).';
const SIGN_REQUEST = "Sign as SignalWire does, with this library's signRequest(request, signingKey).";
const UNSIGNED: Fix = {
  module:
    "accept: 'basic-auth' on this route, or accept: { anyOf: ['signature', 'basic-auth'] }, with basicAuth and the credentials in the URL at SignalWire.",
  function: 'Check the basic auth credentials that the URL at SignalWire holds, instead of a signature.',
};
const ANOTHER_ROUTE: Fix = {
  module:
    'Give it a route without @SignalWireWebhook(), or @SkipSignalWireWebhook() on its method, with a check of its own.',
  function: "Verify it on another route, with that service's own secret.",
};

export const SIGNATURE_MISCONFIGURATIONS = {
  'signature-missing': {
    title: 'No signature',
    fix: {
      module:
        'Let the proxy pass X-SignalWire-Signature on. Webhooks that SignalWire does not sign are secured by ' +
        "accept: 'basic-auth' or accept: { anyOf: ['signature', 'basic-auth'] }, with basicAuth.",
      function: 'Pass all headers to verifySignature, and let the proxy pass X-SignalWire-Signature on.',
    },
  },
  'signature-malformed': { title: 'A signature in no known form', fix: HEADER_AS_IT_IS },
  'signature-encoding': {
    title: 'The encoding of the signature: hexadecimal for base64, or the reverse',
    fix: SIGN_REQUEST,
  },
  'signature-case': { title: 'The case of the signature was changed', fix: HEADER_AS_IT_IS },
  'signature-form': { title: 'The signature in another form', fix: HEADER_AS_IT_IS },
  'signature-repeated': {
    title: 'More than one signature in the header',
    fix: 'Let one X-SignalWire-Signature through: a proxy that sets the header must replace it, not add to it.',
  },
  'signature-header': {
    title: 'The signature in another header than the one that counts',
    fix: HEADER_AS_IT_IS,
  },
  'signature-sha256': {
    title: 'The SHA-256 signature does not match, and it decides where it is present',
    fix: 'Pass X-SignalWire-SHA256-Signature through unchanged, or sign it with the same key, URL and body.',
  },
  'signature-sha256-form': {
    title: 'A SHA-256 signature of a form',
    fix: 'Forms are verified by SHA-1 alone: let X-SignalWire-Signature through as well, unchanged.',
  },
  'signature-shared-key': {
    title: 'A SharedKey of Twilio that signs with HMAC_SHA256',
    fix: 'Choose HMAC_SHA1 for the SharedKey at Twilio. The library verifies a SharedKey by HMAC_SHA1 only.',
  },

  'sender-swaig': { title: 'A SWAIG function call', fix: UNSIGNED },
  'sender-post-prompt': { title: 'A post prompt of an AI agent', fix: UNSIGNED },
  'sender-twilio': {
    title: "A request with a Twilio account's id",
    fix: "To accept both providers: signingKey: ['PSK_…', twilioAuthToken]. Twilio signs forms alike, with its auth token.",
  },
  'sender-shared-key': {
    title: 'The header of a SharedKey of Twilio',
    fix: {
      module: "signingKey: ['PSK_…', twilioSharedKeySecret], with HMAC_SHA1 for the SharedKey at Twilio.",
      function:
        "verifySignature(request, ['PSK_…', twilioSharedKeySecret]), with HMAC_SHA1 for the SharedKey at Twilio.",
    },
  },
  'sender-websocket': {
    title: 'A WebSocket handshake',
    fix: {
      module:
        '@SkipSignalWireWebhook() on the route, and a check where the WebSocket is accepted. ' +
        'Twilio signs the handshake of <Stream> for its wss:// URL; whether SignalWire does is not known.',
      function:
        'Check the handshake where the WebSocket is accepted. ' +
        'Twilio signs the handshake of <Stream> for its wss:// URL; whether SignalWire does is not known.',
    },
  },
  'sender-other': { title: "Another service's signature", fix: ANOTHER_ROUTE },
  'sender-probe': {
    title: 'A health probe',
    fix: {
      module: 'Point it at a route of its own, or put @SkipSignalWireWebhook() on the method that it calls.',
      function: 'Point it at a route that is not verified.',
    },
  },
  'get-without-parameters': {
    title: 'A GET without parameters',
    fix:
      'A redirect (http to https, a slash at the end, another host) turns a POST into it: configure at SignalWire the ' +
      'final URL. A browser sends it as well.',
  },
} as const satisfies Record<string, Misconfiguration>;
