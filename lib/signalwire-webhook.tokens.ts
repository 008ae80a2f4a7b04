/**
 * Injection token of the module's checked options.
 *
 * @example
 * ```ts
 * constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions) {}
 * ```
 *
 * @publicApi
 */
export const SIGNALWIRE_WEBHOOK_OPTIONS = 'SIGNALWIRE_WEBHOOK_OPTIONS';

/**
 * Injection token of the verifier. It is a string, because one process can load both the ESM and the CommonJS build of this
 * package, and their classes differ.
 *
 * @publicApi
 */
export const SIGNALWIRE_WEBHOOK_VERIFIER = 'SIGNALWIRE_WEBHOOK_VERIFIER';

/** Injection token of the signing keys. */
export const SIGNALWIRE_WEBHOOK_KEYS = 'SIGNALWIRE_WEBHOOK_KEYS';

/** Injection token of basic auth. */
export const SIGNALWIRE_WEBHOOK_BASIC_AUTH = 'SIGNALWIRE_WEBHOOK_BASIC_AUTH';

/** Injection token of the diagnoses. */
export const SIGNALWIRE_WEBHOOK_DIAGNOSTICS = 'SIGNALWIRE_WEBHOOK_DIAGNOSTICS';

/** Injection token of the unchecked options. The application injects the checked options, {@link SIGNALWIRE_WEBHOOK_OPTIONS}. */
export const GIVEN_OPTIONS = 'SIGNALWIRE_WEBHOOK_GIVEN_OPTIONS';

/** Injection token of the service that handles each event once. */
export const SIGNALWIRE_WEBHOOK_ONCE = 'SIGNALWIRE_WEBHOOK_ONCE';

/** Injection token of the protected routes. */
export const SIGNALWIRE_WEBHOOK_ROUTES = 'SIGNALWIRE_WEBHOOK_ROUTES';

/** Injection token of the outcomes, the same in both builds of this package. */
export const SIGNALWIRE_WEBHOOK_OUTCOMES = 'SIGNALWIRE_WEBHOOK_OUTCOMES';

/** Injection token of the telemetry. */
export const SIGNALWIRE_WEBHOOK_TELEMETRY = 'SIGNALWIRE_WEBHOOK_TELEMETRY';
