import { type Fix, misconfiguration } from './misconfiguration.js';

const HEADER_AS_IT_IS =
  'Pass the X-SignalWire-Signature header on unchanged. In tests, create it with signRequest(request, signingKey).';
const SIGN_REQUEST = "Sign as SignalWire does, with this library's signRequest(request, signingKey).";
const UNSIGNED: Fix = {
  module:
    "@SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id'] } }) on this route, and the URL of SignalWireWebhookUrls.create() in the SWML.",
  function:
    'Verify a token in the URL with verifyUrlToken(), or the basic auth of the URL, instead of a signature.',
};
const SEPARATE_ROUTE: Fix = {
  module:
    'Handle it on a separate route without @SignalWireWebhook(), or with @SkipSignalWireWebhook(), and verify it there.',
  function: 'Verify it on a separate route, with the secret of that service.',
};

export const SIGNATURE_MISCONFIGURATIONS = {
  'signature-missing': misconfiguration('No signature', {
    module:
      "If SignalWire does not sign this webhook, use accept: 'url-token' (SWAIG, post prompts) or 'basic-auth' (10DLC). " +
      'If a proxy removes the header, make it pass the header on.',
    function:
      'Pass all headers to verifySignature. If a proxy removes X-SignalWire-Signature, make it pass the header on.',
  }),
  'signature-malformed': misconfiguration('A malformed signature', HEADER_AS_IT_IS),
  'signature-encoding': misconfiguration(
    'The signature is hexadecimal instead of base64, or the reverse',
    SIGN_REQUEST,
  ),
  'signature-case': misconfiguration('The case of the signature was changed', HEADER_AS_IT_IS),
  'signature-form': misconfiguration('The signature is in a different form', HEADER_AS_IT_IS),
  'signature-repeated': misconfiguration(
    'More than one signature in the header',
    'Pass on one X-SignalWire-Signature. A proxy that sets the header must replace it and not add to it.',
  ),
  'signature-header': misconfiguration('The signature is in the wrong header', HEADER_AS_IT_IS),
  'signature-sha256': misconfiguration(
    'The SHA-256 signature, which takes precedence, does not match',
    'Pass X-SignalWire-SHA256-Signature on unchanged, or sign it with the same key, URL and body.',
  ),
  'signature-sha256-form': misconfiguration(
    'A SHA-256 signature of a form',
    'The library verifies forms with SHA-1 only. Pass on X-SignalWire-Signature unchanged.',
  ),
  'signature-shared-key': misconfiguration(
    'A SharedKey of Twilio that signs with HMAC_SHA256',
    'Choose HMAC_SHA1 for the SharedKey at Twilio. The library verifies a SharedKey with HMAC_SHA1 only.',
  ),

  'sender-swaig': misconfiguration('A SWAIG function call', UNSIGNED),
  'sender-post-prompt': misconfiguration('A post prompt of an AI agent', UNSIGNED),
  'sender-twilio': misconfiguration(
    'A request with the ID of a Twilio account',
    "To accept both providers: signingKey: ['PSK_…', twilioAuthToken]. Twilio signs forms in the same way, with its auth token.",
  ),
  'sender-shared-key': misconfiguration('The header of a SharedKey of Twilio', {
    module: "signingKey: ['PSK_…', twilioSharedKeySecret], with HMAC_SHA1 for the SharedKey at Twilio.",
    function:
      "verifySignature(request, ['PSK_…', twilioSharedKeySecret]), with HMAC_SHA1 for the SharedKey at Twilio.",
  }),
  'sender-websocket': misconfiguration('A WebSocket handshake', {
    module:
      'Add @SkipSignalWireWebhook() to the route, and check the handshake where the WebSocket is accepted. ' +
      'Twilio signs the handshake of <Stream> for its wss:// URL. It is not known whether SignalWire signs it.',
    function:
      'Check the handshake where the WebSocket is accepted. ' +
      'Twilio signs the handshake of <Stream> for its wss:// URL. It is not known whether SignalWire signs it.',
  }),
  'sender-other': misconfiguration('The signature of a different service', SEPARATE_ROUTE),
  'sender-probe': misconfiguration('A health probe', {
    module:
      'Point the probe at a separate route, or add @SkipSignalWireWebhook() to the method that it calls.',
    function: 'Point the probe at a route that is not verified.',
  }),
  'sender-tool': misconfiguration(
    'A browser or a tool such as curl or Postman, which does not sign',
    'npx signalwire-webhook send http://localhost:3000/voice --as voice.inbound (sends a signed webhook)',
  ),
  'get-without-parameters': misconfiguration(
    'A GET without parameters',
    'A redirect (HTTP to HTTPS, trailing slash, different host) turns a POST into a GET without parameters. Configure the ' +
      'final URL at SignalWire. A browser also sends such a GET.',
  ),
};
