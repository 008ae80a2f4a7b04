import { addNoSystem, inBoth, misconfiguration, PUBLIC_URL } from './misconfiguration.js';

const PATH_AS_IT_IS =
  'The library verifies the received path. Make the proxy pass the path on unchanged, ' +
  'or configure at SignalWire the path that the application receives.';
const QUERY_AS_IT_IS = {
  module:
    'The library verifies the received query. Make the proxy pass the query on byte for byte, ' +
    'or configure at SignalWire the query that the application receives.',
  function:
    'Verify request.originalUrl instead of a URL rebuilt from request.query, ' +
    'and make the proxy pass the query on byte for byte.',
};
const ADDED_QUERY = inBoth(QUERY_AS_IT_IS, addNoSystem);

export const URL_MISCONFIGURATIONS = {
  'url-protocol': misconfiguration('The protocol differs', PUBLIC_URL),
  'url-websocket': misconfiguration('A WebSocket handshake, signed for a wss:// or ws:// URL', {
    module:
      'Add @SkipSignalWireWebhook() to the route. Where the WebSocket is accepted: ' +
      "verifySignature({ method: 'GET', url: 'wss://example.com' + request.url, headers: request.headers }, signingKey)",
    function:
      "verifySignature({ method: 'GET', url: 'wss://example.com' + request.url, headers: request.headers }, signingKey)",
  }),
  'url-host': misconfiguration('The host differs', PUBLIC_URL),
  'url-host-case': misconfiguration('The case of the host differs', PUBLIC_URL),
  'url-host-idn': misconfiguration('The host is in Unicode instead of punycode, or the reverse', PUBLIC_URL),
  'url-port': misconfiguration('The port differs', PUBLIC_URL),
  'url-credentials': misconfiguration('The credentials in the URL differ', PUBLIC_URL),
  'url-prefix-missing': misconfiguration('A path prefix is missing here', PUBLIC_URL),
  'url-prefix-extra': misconfiguration('A path prefix that was not signed', PUBLIC_URL),
  'url-path-rewritten': misconfiguration('The path was rewritten in transit', PATH_AS_IT_IS),
  'url-trailing-slash': misconfiguration('A slash at the end of the path', PATH_AS_IT_IS),
  'url-double-slash': misconfiguration('Double slashes in the path', PATH_AS_IT_IS),
  'url-path-encoding': misconfiguration('The path is encoded differently', PATH_AS_IT_IS),
  'url-path-case': misconfiguration('The case of the path differs', PATH_AS_IT_IS),
  'url-path-parameters': misconfiguration('A path parameter (;…) that was not signed', PATH_AS_IT_IS),
  'url-dot-segments': misconfiguration('Dot segments (/./, /../) in the path', PATH_AS_IT_IS),
  'url-trailing-space': misconfiguration(
    'White space at the end of the URL',
    'Remove the white space at the end of the URL where it is configured at SignalWire or written into the cXML.',
  ),
  'url-query-encoding': misconfiguration('The query is encoded differently', QUERY_AS_IT_IS),
  'url-query-order': misconfiguration('The parameters of the query are in a different order', QUERY_AS_IT_IS),
  'url-query-extra': misconfiguration('A query, or a query parameter, that was not signed', ADDED_QUERY),
  'url-query-missing': misconfiguration('A query parameter is missing here', QUERY_AS_IT_IS),
  'url-query-mark': misconfiguration('A bare question mark at the end of the URL', QUERY_AS_IT_IS),
  'url-ampersand': misconfiguration(
    '&amp; instead of & in the query, or the reverse',
    'The URL was escaped twice, or was not unescaped. In cXML, write & as &amp; exactly once. ' +
      'In the dashboard, in SWML and in REST parameters, write &.',
  ),
  'url-body-sha256': misconfiguration('bodySHA256 is missing in the query', QUERY_AS_IT_IS),
  'url-fragment': misconfiguration(
    'The fragment of the URL',
    'Verify the URL without its #fragment, which is neither sent nor signed.',
  ),
  'url-not-signed': misconfiguration(
    'A signature of the body alone',
    "SignalWire signs the URL and the body together. Sign with this library's signRequest(request, signingKey).",
  ),
  'method-changed': misconfiguration(
    'Query parameters instead of form parameters, or the reverse',
    'The method was changed in transit, for example by a redirect or a rewrite. ' +
      'Configure at SignalWire the final URL and the method of the route.',
  ),
};
