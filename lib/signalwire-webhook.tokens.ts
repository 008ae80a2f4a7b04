/**
 * Injection token of the module's checked options.
 *
 * @publicApi
 */
export const SIGNALWIRE_WEBHOOK_OPTIONS = 'SIGNALWIRE_WEBHOOK_OPTIONS';

/**
 * Injection token that the guard asks for its verifier by. A string, since the ESM and the CommonJS build of this
 * package can meet in one process and their classes differ.
 *
 * @publicApi
 */
export const SIGNALWIRE_WEBHOOK_VERIFIER = 'SIGNALWIRE_WEBHOOK_VERIFIER';

/** Injection token that the verifier asks for its signing keys by. */
export const SIGNALWIRE_WEBHOOK_KEYS = 'SIGNALWIRE_WEBHOOK_KEYS';

/** Injection token that the verifier asks for basic auth by. */
export const SIGNALWIRE_WEBHOOK_BASIC_AUTH = 'SIGNALWIRE_WEBHOOK_BASIC_AUTH';

/** Injection token that the guard asks for diagnoses by. */
export const SIGNALWIRE_WEBHOOK_DIAGNOSTICS = 'SIGNALWIRE_WEBHOOK_DIAGNOSTICS';

/** Injection token of the options as given, before their check; what the application injects are the checked ones. */
export const GIVEN_OPTIONS = 'SIGNALWIRE_WEBHOOK_GIVEN_OPTIONS';

/** Injection token that the interceptor asks for the handling of each event once by. */
export const SIGNALWIRE_WEBHOOK_ONCE = 'SIGNALWIRE_WEBHOOK_ONCE';

/** Injection token that the guard asks for what is constant of its routes by. */
export const SIGNALWIRE_WEBHOOK_ROUTES = 'SIGNALWIRE_WEBHOOK_ROUTES';

/** Injection token that outcomes are found by, whichever build of this package asks. */
export const SIGNALWIRE_WEBHOOK_OUTCOMES = 'SIGNALWIRE_WEBHOOK_OUTCOMES';

/** Injection token that the guard tells its decisions by. */
export const SIGNALWIRE_WEBHOOK_TELEMETRY = 'SIGNALWIRE_WEBHOOK_TELEMETRY';
