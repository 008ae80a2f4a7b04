import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import type { WebhookRoute } from '../routes/webhook-route.js';

const MAX_NAMED = 5;

/**
 * Returns one warning for the module and its routes if their keys may be API tokens, otherwise `undefined`.
 *
 * @param routes the protected routes of the module
 */
export function warnOfApiTokens(
  { signingKeyKind }: Pick<SignalWireWebhookModuleOptions, 'signingKeyKind'>,
  routes: readonly WebhookRoute[],
): string | undefined {
  const places = signingKeyKind === 'api-token' ? ['SignalWireWebhookModule'] : namesOfApiTokenRoutes(routes);
  if (places.length === 0) return undefined;
  const more = places.length > MAX_NAMED ? ` and ${places.length - MAX_NAMED} more` : '';
  return (
    `signingKeyKind is 'api-token' in ${places.slice(0, MAX_NAMED).join(', ')}${more}. SignalWire documents the Signing Key (PSK_…) as the ` +
    'key of its signatures. Anyone who reads the API token (PT…) in this application can use the REST API of the project. ' +
    "Fix: signingKey: 'PSK_…' without signingKeyKind, unless the project signs with its API token."
  );
}

function namesOfApiTokenRoutes(routes: readonly WebhookRoute[]): string[] {
  return routes.filter(({ options }) => options.signingKeyKind === 'api-token').map(({ name }) => name);
}
