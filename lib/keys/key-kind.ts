import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyKind } from '../signature/index.js';
import { DEFAULT_KEY_KIND, isKeyKind, KEY_KIND_MISCONFIGURATION } from '../signature/internal.js';

/** Options of the module or of a route, as far as they say of which kind a key is. */
interface KeyOptions {
  readonly signingKey?: unknown;
  readonly signingKeyKind?: unknown;
}

export function findKeyKindMisconfiguration(kind: unknown): string | undefined {
  return isKeyKind(kind) ? undefined : `signingKeyKind ${KEY_KIND_MISCONFIGURATION}`;
}

/**
 * The kind of the key that stands in these options.
 *
 * @throws SignalWireWebhookConfigurationError
 */
export function kindOfKeyIn({ signingKeyKind = DEFAULT_KEY_KIND }: KeyOptions): SigningKeyKind {
  if (isKeyKind(signingKeyKind)) return signingKeyKind;
  throw new SignalWireWebhookConfigurationError(`signingKeyKind ${KEY_KIND_MISCONFIGURATION}`);
}

/** The kind describes the key beside it: that of the inner options, or else that of the outer ones. Never one of each. */
export function kindOfInnerKey(outer: KeyOptions, inner: KeyOptions): SigningKeyKind {
  return kindOfKeyIn(inner.signingKey === undefined ? outer : inner);
}
