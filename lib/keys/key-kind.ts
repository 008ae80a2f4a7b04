import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyKind } from '../signature/index.js';
import { DEFAULT_KEY_KIND, isKeyKind, KEY_KIND_MISCONFIGURATION } from '../signature/internal.js';

/** The options of the module or of a route about the kind of a key. */
interface KeyOptions {
  readonly signingKey?: unknown;
  readonly signingKeyKind?: unknown;
}

export function findKeyKindMisconfiguration(kind: unknown): string | undefined {
  return isKeyKind(kind) ? undefined : `signingKeyKind ${KEY_KIND_MISCONFIGURATION}`;
}

/**
 * Returns the kind of the key in these options.
 *
 * @throws SignalWireWebhookConfigurationError if the kind is unknown
 */
export function kindOfKeyIn({ signingKeyKind = DEFAULT_KEY_KIND }: KeyOptions): SigningKeyKind {
  if (isKeyKind(signingKeyKind)) return signingKeyKind;
  throw new SignalWireWebhookConfigurationError(`signingKeyKind ${KEY_KIND_MISCONFIGURATION}`);
}

/** Returns the kind of the key that applies. Key and kind always come from the same options, the inner or the outer ones. */
export function kindOfInnerKey(outer: KeyOptions, inner: KeyOptions): SigningKeyKind {
  return kindOfKeyIn(inner.signingKey === undefined ? outer : inner);
}
