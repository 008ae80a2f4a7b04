import type {
  AcceptedProof,
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from '../signalwire-webhook.options.js';
import type { SigningKeySource } from '../keys/key-source.js';
import type { SignedContent } from '../signature/index.js';

/** The options that hold for a route: the method's over the class's over the module's, with the defaults applied. */
export interface EffectiveOptions extends SignalWireWebhookRouteOptions {
  readonly signingKey: SigningKeySource;
  readonly accept: AcceptedProof;
  readonly methods: readonly string[];
  readonly content: readonly SignedContent[];
}

const DEFAULTS = {
  accept: 'signature',
  methods: ['GET', 'HEAD', 'POST'],
  content: ['form', 'json', 'query'],
} as const;

export function effectiveOptions(
  moduleOptions: SignalWireWebhookModuleOptions,
  routeOptions: SignalWireWebhookRouteOptions,
): EffectiveOptions {
  return { ...DEFAULTS, ...withoutUndefined(moduleOptions), ...withoutUndefined(routeOptions) };
}

function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
