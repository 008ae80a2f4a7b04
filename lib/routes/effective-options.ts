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

export function effectiveOptions(
  moduleOptions: SignalWireWebhookModuleOptions,
  routeOptions: SignalWireWebhookRouteOptions,
): EffectiveOptions {
  const { once, ...options } = { ...withoutUndefined(moduleOptions), ...withoutUndefined(routeOptions) };
  const settings = onceSettings(once);
  return { ...DEFAULTS, ...options, ...(settings && { once: settings }) };
}

function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
