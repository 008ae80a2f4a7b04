import { METHODS } from 'node:http';

import {
  ACCEPT_OPTION,
  acceptAsCode,
  type AcceptedAuthentication,
  accepts,
} from './credentials/accept-option.js';
import { BASIC_AUTH_TABLE, type BasicAuthOptions } from './credentials/basic-credentials.js';
import {
  findSharedSecret,
  URL_TOKEN_MODULE_TABLE,
  URL_TOKEN_ROUTE_TABLE,
  type UrlTokenModuleOptions,
  type UrlTokenRouteOptions,
} from './credentials/url-token-options.js';
import { DIAGNOSTICS_TABLE, type DiagnosticsModuleOptions } from './diagnosis/nest/diagnostics-options.js';
import { type SigningKeySource, staticKeysOf } from './keys/key-source.js';
import {
  SIGNING_KEY_ROUTE_TABLE,
  SIGNING_KEY_TABLE,
  type SigningKeyOptions,
  type SigningKeyRouteOptions,
} from './keys/signing-key-options.js';
import {
  ONCE_MODULE_TABLE,
  ONCE_ROUTE_TABLE,
  type OnceModuleOptions,
  type OnceRouteOptions,
} from './once/once-options.js';
import { findMisconfiguration, type OptionSet } from './signature/options/option-set.js';
import { functionOption, type OptionTable, setOptions } from './signature/options/option.js';
import { MODULE_HINTS, ROUTE_HINTS } from './signature/options/sister-names.js';
import {
  findPreflightMisconfiguration,
  PREFLIGHT_TABLE,
  type PreflightOptions,
} from './startup/preflight-options.js';
import { PUBLIC_URL_TABLE, type PublicUrlOptions } from './request/read-public-url.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import type { ExceptionFactoryOptions } from './signalwire-webhook.exception.js';
import type { SignedContent } from './signature/index.js';
import { CONTENT_OPTION, methodsOption } from './signature/internal.js';
import { MODE_TABLE, type ModeOptions } from './telemetry/mode-options.js';

/**
 * Options of one route. Options of a method override those of its class; both override the module's options.
 *
 * @publicApi
 */
export interface SignalWireWebhookRouteOptions
  extends
    SigningKeyRouteOptions,
    PublicUrlOptions,
    BasicAuthOptions,
    UrlTokenRouteOptions,
    OnceRouteOptions,
    ModeOptions,
    ExceptionFactoryOptions {
  /**
   * How a request can be verified. SignalWire does not sign all webhooks: see `docs/how-to/unsigned-webhooks.md`.
   *
   * - `'signature'`: by the signature.
   * - `'basic-auth'`: by HTTP basic auth, with the credentials in the webhook URL.
   * - `'url-token'`: by a token in the webhook URL, which `SignalWireWebhookUrls` created. Set `urlToken`, too.
   * - `{ anyOf: ['signature', 'url-token'] }`: by any method of the list. The route is as weak as its weakest method.
   * - `{ allOf: ['signature', 'basic-auth'] }`: by all methods of the list together.
   *
   * @default 'signature'
   */
  readonly accept?: AcceptedAuthentication;
  /**
   * Allowed HTTP methods, in capitals. No signature covers the method: without this check, an attacker could replay a signed
   * GET as a DELETE.
   *
   * @default ['GET', 'HEAD', 'POST']
   */
  readonly methods?: readonly string[];
  /**
   * Content that a signature may cover in addition to the URL: `['form']` for cXML, `['json']` for SWML and RELAY, `['query']`
   * for cXML over GET. Set it on a route that receives one of them. `bodySHA256` is not in the default, because it lets an
   * attacker turn a captured form whose URL has a query into any JSON.
   *
   * @default ['form', 'json', 'query']; ['form', 'json'] on a route with `once`, unless the route has only GET or HEAD
   * @see `docs/concepts/security.md`
   */
  readonly content?: readonly SignedContent[];
}

/**
 * Options of the module.
 *
 * @publicApi
 */
export interface SignalWireWebhookModuleOptions
  extends
    Omit<SignalWireWebhookRouteOptions, 'once' | 'urlToken'>,
    SigningKeyOptions,
    UrlTokenModuleOptions,
    OnceModuleOptions,
    PreflightOptions,
    DiagnosticsModuleOptions {
  /** Source of the signing keys: a key, a list of keys, keys by project, or a resolver. Required. */
  readonly signingKey: SigningKeySource;
}

/**
 * Factory of the module's options, for `forRootAsync({ useClass })` and `useExisting`.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class WebhookOptions implements SignalWireWebhookOptionsFactory {
 *   constructor(private readonly config: ConfigService) {}
 *
 *   createSignalWireWebhookOptions() {
 *     return { signingKey: this.config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'), publicUrl: 'https://example.com' };
 *   }
 * }
 * ```
 *
 * @publicApi
 */
export interface SignalWireWebhookOptionsFactory {
  /** Returns the options of the module. Nest calls it once, while the application starts. */
  createSignalWireWebhookOptions(): SignalWireWebhookModuleOptions | Promise<SignalWireWebhookModuleOptions>;
}

const SHARED_TABLE = {
  ...SIGNING_KEY_ROUTE_TABLE,
  ...PUBLIC_URL_TABLE,
  accept: ACCEPT_OPTION,
  ...BASIC_AUTH_TABLE,
  ...MODE_TABLE,
  methods: methodsOption((method) => METHODS.includes(method as string)),
  content: CONTENT_OPTION,
  exceptionFactory: functionOption("() => ({ status: 401, body: { message: 'unauthorized' } })"),
} satisfies OptionTable<Omit<SignalWireWebhookRouteOptions, 'once' | 'urlToken'>>;

export const ROUTE_TABLE = {
  ...SHARED_TABLE,
  ...URL_TOKEN_ROUTE_TABLE,
  ...ONCE_ROUTE_TABLE,
} satisfies OptionTable<SignalWireWebhookRouteOptions>;

export const MODULE_TABLE = {
  ...SHARED_TABLE,
  ...ONCE_MODULE_TABLE,
  ...SIGNING_KEY_TABLE,
  ...URL_TOKEN_MODULE_TABLE,
  ...PREFLIGHT_TABLE,
  ...DIAGNOSTICS_TABLE,
} satisfies OptionTable<SignalWireWebhookModuleOptions>;

const MODULE_OPTIONS: OptionSet = {
  owner: 'SignalWireWebhookModule',
  table: MODULE_TABLE,
  example: "SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…', publicUrl: 'https://example.com' })",
  hints: MODULE_HINTS,
};

const ROUTE_OPTIONS: OptionSet = {
  owner: '@SignalWireWebhook()',
  table: ROUTE_TABLE,
  example: '@SignalWireWebhook() or @SignalWireWebhook({ once: true })',
  hints: ROUTE_HINTS,
};

/**
 * Returns a copy of the module's options, without undefined options.
 *
 * @throws SignalWireWebhookConfigurationError that names the option and contains the fix
 */
export function checkModuleOptions(given: unknown): SignalWireWebhookModuleOptions {
  throwIf(findMisconfiguration(given, MODULE_OPTIONS));
  const options = setOptions(given as SignalWireWebhookModuleOptions, MODULE_TABLE);
  const { accept = ACCEPT_OPTION.default, basicAuth, publicUrl, signingKey } = options;
  throwIf(findPreflightMisconfiguration(options, publicUrl));
  throwIf(findSharedSecret(options, staticKeysOf(signingKey)));
  if (basicAuth !== undefined || !accepts(accept, 'basic-auth')) return options;
  throw new SignalWireWebhookConfigurationError(
    `${acceptAsCode(accept)} needs credentials. Fix: basicAuth: { username: '…', password: '…' }`,
  );
}

/**
 * Returns a copy of a route's options. An `undefined` option is left out, so that it does not hide a stricter option of the class.
 *
 * @throws SignalWireWebhookConfigurationError that names the option and contains the fix
 */
export function checkRouteOptions(given: unknown): SignalWireWebhookRouteOptions {
  throwIf(findMisconfiguration(given, ROUTE_OPTIONS));
  return setOptions(given as SignalWireWebhookRouteOptions, ROUTE_TABLE);
}

function throwIf(misconfiguration: string | undefined): void {
  if (misconfiguration !== undefined) throw new SignalWireWebhookConfigurationError(misconfiguration);
}
