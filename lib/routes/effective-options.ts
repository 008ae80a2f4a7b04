import { type AcceptedAuthentication, withoutListOfOne } from '../credentials/accept-option.js';
import { kindOfInnerKey } from '../keys/signing-key-options.js';
import type { SigningKeySource } from '../keys/key-source.js';
import { onceSettings, type OnceSettings } from '../once/once-options.js';
import { withDefaults, withoutUndefined } from '../signature/options/option.js';
import {
  ROUTE_TABLE,
  type SignalWireWebhookModuleOptions,
  type SignalWireWebhookRouteOptions,
} from '../signalwire-webhook.options.js';
import type { SignedContent, SigningKeyKind } from '../signature/index.js';
import type { VerificationMode } from '../telemetry/mode-options.js';

/** The options that apply to a route: the method's over the class's over the module's, with the defaults applied. */
export interface EffectiveOptions extends SignalWireWebhookRouteOptions {
  /** Source of the signing keys: of the route if the route sets it, otherwise of the module. */
  readonly signingKey: SigningKeySource;
  /** Kind of secret that the signing keys are. */
  readonly signingKeyKind: SigningKeyKind;
  /** Methods of authentication. A list has two methods or more. */
  readonly accept: AcceptedAuthentication;
  /** Handling of unverified requests. */
  readonly mode: VerificationMode;
  /** Allowed HTTP methods, in capitals. */
  readonly methods: readonly string[];
  /** Content that a signature may cover in addition to the URL. */
  readonly content: readonly SignedContent[];
  /** Settings of `once`. Absent if the route does not have `once`. */
  readonly once?: OnceSettings;
}

type WithKey = SignalWireWebhookRouteOptions & { readonly signingKey: SigningKeySource };

/**
 * A POST can be sent again as a GET under its signature: its form moves into the query, or its body is cut off. On a route with
 * `once` that also takes POSTs, the POST of SignalWire would then be a duplicate.
 */
const CONTENT_WITH_BODY = ['form', 'json'] as const;

/** @param isGetRoute whether the route is registered for GET or HEAD alone */
export function effectiveOptions(
  moduleOptions: SignalWireWebhookModuleOptions,
  routeOptions: SignalWireWebhookRouteOptions,
  isGetRoute = false,
): EffectiveOptions {
  const merged: WithKey = { ...moduleOptions, ...withoutUndefined(routeOptions) };
  const { once, ...given } = withDefaults<WithKey, typeof ROUTE_TABLE>(merged, ROUTE_TABLE);
  const settings = onceSettings(once);
  const signingKeyKind = kindOfInnerKey(moduleOptions, routeOptions);
  const options = { ...given, accept: withoutListOfOne(given.accept), signingKeyKind };
  if (!settings) return options;
  const content = merged.content ?? (isGetRoute ? options.content : CONTENT_WITH_BODY);
  return { ...options, content, once: settings };
}
