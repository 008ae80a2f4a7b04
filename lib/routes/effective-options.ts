import { onceSettings, type OnceSettings } from '../once/once-options.js';
import type {
  AcceptedProof,
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from '../signalwire-webhook.options.js';
import type { SigningKeySource } from '../keys/key-source.js';
import type { SignedContent } from '../signature/index.js';
import type { VerificationMode } from '../telemetry/mode-options.js';

/** The options that hold for a route: the method's over the class's over the module's, with the defaults applied. */
export interface EffectiveOptions extends SignalWireWebhookRouteOptions {
  readonly signingKey: SigningKeySource;
  readonly accept: AcceptedProof;
  readonly mode: VerificationMode;
  readonly methods: readonly string[];
  readonly content: readonly SignedContent[];
  readonly once?: OnceSettings;
}

const DEFAULTS = {
  accept: 'signature',
  mode: 'enforce',
  methods: ['GET', 'HEAD', 'POST'],
  content: ['form', 'json', 'query'],
} as const;

/**
 * A POST can be sent again as a GET under its signature: its form moves into the query, or its body is cut off. On a route with
 * `once` that also takes POSTs, the genuine one would then be a duplicate.
 */
const CONTENT_WITH_BODY = ['form', 'json'] as const;

/** @param isGetRoute whether the route is registered for GET or HEAD alone */
export function effectiveOptions(
  moduleOptions: SignalWireWebhookModuleOptions,
  routeOptions: SignalWireWebhookRouteOptions,
  isGetRoute = false,
): EffectiveOptions {
  const { once, ...options } = { ...withoutUndefined(moduleOptions), ...withoutUndefined(routeOptions) };
  const settings = onceSettings(once);
  if (!settings) return { ...DEFAULTS, ...options };
  const content = isGetRoute ? DEFAULTS.content : CONTENT_WITH_BODY;
  return { ...DEFAULTS, content, ...options, once: settings };
}

function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
