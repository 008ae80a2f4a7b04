import { type Fix, type Misconfiguration, PUBLIC_URL } from './misconfiguration.js';

const PATH_AS_IT_IS =
  'The library verifies the received path. Make the proxy pass the path on unchanged, ' +
  'or configure at SignalWire the path that the application receives.';
const QUERY_AS_IT_IS: Fix = {
  module:
    'The library verifies the received query. Make the proxy pass the query on byte for byte, ' +
    'or configure at SignalWire the query that the application receives.',
  function:
    'Verify request.originalUrl instead of a URL rebuilt from request.query, ' +
    'and make the proxy pass the query on byte for byte.',
};
const ADDED_QUERY: Fix = {
  module: `${QUERY_AS_IT_IS.module} If none of your systems adds parameters, the request was changed in transit.`,
  function: `${QUERY_AS_IT_IS.function} If none of your systems adds parameters, the request was changed in transit.`,
};

export const URL_MISCONFIGURATIONS = {
  'url-protocol': { title: 'The protocol differs', fix: PUBLIC_URL },
  'url-websocket': {
    title: 'A WebSocket handshake, signed for a wss:// or ws:// URL',
    fix: {
      module:
        'Add @SkipSignalWireWebhook() to the route. Verify the handshake where the WebSocket is accepted. Fix: ' +
        "verifySignature({ method: 'GET', url: 'wss://example.com' + request.url, headers: request.headers }, signingKey)",
      function:
        "verifySignature({ method: 'GET', url: 'wss://example.com' + request.url, headers: request.headers }, signingKey)",
    },
  },
  'url-host': { title: 'The host differs', fix: PUBLIC_URL },
  'url-host-case': { title: 'The case of the host differs', fix: PUBLIC_URL },
  'url-host-idn': { title: 'The host is in Unicode instead of punycode, or the reverse', fix: PUBLIC_URL },
  'url-port': { title: 'The port differs', fix: PUBLIC_URL },
  'url-credentials': { title: 'The credentials in the URL differ', fix: PUBLIC_URL },
  'url-prefix-missing': { title: 'A path prefix is missing here', fix: PUBLIC_URL },
  'url-prefix-extra': { title: 'A path prefix that was not signed', fix: PUBLIC_URL },
  'url-path-rewritten': { title: 'The path was rewritten in transit', fix: PATH_AS_IT_IS },
  'url-trailing-slash': { title: 'A slash at the end of the path', fix: PATH_AS_IT_IS },
  'url-double-slash': { title: 'Double slashes in the path', fix: PATH_AS_IT_IS },
  'url-path-encoding': { title: 'The path is encoded differently', fix: PATH_AS_IT_IS },
  'url-path-case': { title: 'The case of the path differs', fix: PATH_AS_IT_IS },
  'url-path-parameters': { title: 'A path parameter (;…) that was not signed', fix: PATH_AS_IT_IS },
  'url-dot-segments': { title: 'Dot segments (/./, /../) in the path', fix: PATH_AS_IT_IS },
  'url-trailing-space': {
    title: 'White space at the end of the URL',
    fix: 'Remove the white space at the end of the URL where it is configured at SignalWire or written into the cXML.',
  },
  'url-query-encoding': { title: 'The query is encoded differently', fix: QUERY_AS_IT_IS },
  'url-query-order': { title: 'The parameters of the query are in a different order', fix: QUERY_AS_IT_IS },
  'url-query-extra': { title: 'A query, or a query parameter, that was not signed', fix: ADDED_QUERY },
  'url-query-missing': { title: 'A query parameter is missing here', fix: QUERY_AS_IT_IS },
  'url-query-mark': { title: 'A bare question mark at the end of the URL', fix: QUERY_AS_IT_IS },
  'url-ampersand': {
    title: '&amp; instead of & in the query, or the reverse',
    fix:
      'The URL was escaped twice, or was not unescaped. In cXML, write & as &amp; exactly once. ' +
      'In the dashboard, in SWML and in REST parameters, write &.',
  },
  'url-body-sha256': {
    title: 'bodySHA256 is missing in the query',
    fix: QUERY_AS_IT_IS,
  },
  'url-fragment': {
    title: 'The fragment of the URL',
    fix: 'Verify the URL without its #fragment, which is neither sent nor signed.',
  },
  'url-not-signed': {
    title: 'A signature of the body alone',
    fix: "SignalWire signs the URL and the body together. Sign with this library's signRequest(request, signingKey).",
  },
  'method-changed': {
    title: 'Query parameters instead of form parameters, or the reverse',
    fix:
      'The method was changed in transit, for example by a redirect or a rewrite. ' +
      'Configure at SignalWire the final URL and the method of the route.',
  },
} as const satisfies Record<string, Misconfiguration>;
