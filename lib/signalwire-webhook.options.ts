import type { ExecutionContext, HttpException } from '@nestjs/common';
import { METHODS } from 'node:http';

import { BASIC_AUTH_OPTION_CHECKS, type BasicAuthOptions } from './basic-auth/basic-credentials.js';
import {
  DIAGNOSTICS_OPTION_CHECKS,
  type DiagnosticsModuleOptions,
} from './diagnostics/diagnostics-options.js';
import type { SigningKeySource } from './keys/key-source.js';
import {
  SIGNING_KEY_OPTION_CHECKS,
  SIGNING_KEY_ROUTE_OPTION_CHECKS,
  type SigningKeyOptions,
  type SigningKeyRouteOptions,
} from './keys/signing-key-options.js';
import {
  checkPreflight,
  PREFLIGHT_OPTION_CHECKS,
  type PreflightOptions,
} from './preflight/preflight-options.js';
import { ONCE_MODULE_OPTION_CHECKS, ONCE_ROUTE_OPTION_CHECKS } from './once/check-once-options.js';
import type { OnceModuleOptions, OnceRouteOptions } from './once/once-options.js';
import { PUBLIC_URL_OPTION_CHECKS, type PublicUrlOptions } from './request/public-url.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import { type SignalWireWebhookRejection } from './signalwire-webhook.exception.js';
import type { SignedContent } from './signature/index.js';
import { MODE_OPTION_CHECKS, type ModeOptions } from './telemetry/mode-options.js';

/**
 * What proves that a request comes from SignalWire; the option `accept` explains each.
 *
 * @publicApi
 */
export type AcceptedProof = 'signature' | 'basic-auth' | 'either' | 'both';

const ACCEPTED_PROOFS: readonly unknown[] = [
  'signature',
  'basic-auth',
  'either',
  'both',
] satisfies AcceptedProof[];
const SIGNED_CONTENTS: readonly unknown[] = ['form', 'json', 'query', 'bodySHA256'] satisfies SignedContent[];

/**
 * Options of one route; a method's override its class's, and both override the module's.
 *
 * @publicApi
 */
export interface SignalWireWebhookRouteOptions
  extends SigningKeyRouteOptions, PublicUrlOptions, BasicAuthOptions, OnceRouteOptions, ModeOptions {
  /**
   * What proves that a request comes from SignalWire. Not all webhooks are signed: see `docs/unsigned-webhooks.md`.
   *
   * - `signature`: the signature.
   * - `basic-auth`: HTTP basic auth, with the credentials in the URL at SignalWire.
   * - `either`: one of them.
   * - `both`: the two together.
   *
   * @default 'signature'
   */
  readonly accept?: AcceptedProof;
  /**
   * The HTTP methods that are let through, in capitals. The method is not part of any signature: without this, a signed
   * GET could be sent again as a DELETE.
   *
   * @default ['GET', 'HEAD', 'POST']
   */
  readonly methods?: readonly string[];
  /**
   * What a request's signature may cover beside the URL. Set it on a route that knows what it receives: `['form']` for cXML,
   * `['json']` for SWML and RELAY, `['query']` for cXML over GET. `bodySHA256` is not in the default, since it lets an attacker turn
   * a captured form whose URL has a query into any JSON.
   *
   * @default ['form', 'json', 'query']; ['form', 'json'] on a route with `once` that is not registered for GET or HEAD alone
   * @see `docs/security.md`
   */
  readonly content?: readonly SignedContent[];
  /**
   * Makes the response to a refused request: an exception, or a status from 400 to 599 with a body that is sent like what a
   * handler returns. Anything else, a promise or an error thrown gives the default, and an error in the log.
   *
   * @default a {@link SignalWireWebhookException}: 403 with the same short body for each reason
   *
   * @example
   * ```ts
   * exceptionFactory: () => new UnauthorizedException({ message: 'unauthorized' })
   * exceptionFactory: () => ({ status: 401, body: '<Response><Reject/></Response>' })
   * ```
   */
  readonly exceptionFactory?: (
    rejection: SignalWireWebhookRejection,
    context: ExecutionContext,
  ) => HttpException | RefusalResponse;
}

/**
 * The response to a refused request, as `exceptionFactory` may return it.
 *
 * @publicApi
 */
export interface RefusalResponse {
  /** From 400 to 599. */
  readonly status: number;
  /** A string, an object such as SWML, or a document by its own `toString()`, such as a `VoiceResponse`. */
  readonly body: unknown;
}

/**
 * Options of the module.
 *
 * @publicApi
 */
export interface SignalWireWebhookModuleOptions
  extends
    Omit<SignalWireWebhookRouteOptions, 'once'>,
    SigningKeyOptions,
    OnceModuleOptions,
    PreflightOptions,
    DiagnosticsModuleOptions {
  readonly signingKey: SigningKeySource;
}

/**
 * Makes the module's options, for `forRootAsync({ useClass })` and `useExisting`.
 *
 * @publicApi
 */
export interface SignalWireWebhookOptionsFactory {
  createSignalWireWebhookOptions(): SignalWireWebhookModuleOptions | Promise<SignalWireWebhookModuleOptions>;
}

type OptionChecks<Options> = { readonly [Name in keyof Required<Options>]: (value: unknown) => void };

const SHARED_OPTION_CHECKS: OptionChecks<Omit<SignalWireWebhookRouteOptions, 'once'>> = {
  ...SIGNING_KEY_ROUTE_OPTION_CHECKS,
  ...PUBLIC_URL_OPTION_CHECKS,
  accept: (value) => {
    if (!ACCEPTED_PROOFS.includes(value)) throw fault(`accept must be one of ${ACCEPTED_PROOFS.join(', ')}.`);
  },
  ...BASIC_AUTH_OPTION_CHECKS,
  ...MODE_OPTION_CHECKS,
  methods: (value) => {
    if (isListOf(value, METHODS)) return;
    throw fault("methods must be a list of HTTP methods in capitals, such as methods: ['POST'].");
  },
  content: (value) => {
    if (isListOf(value, SIGNED_CONTENTS)) return;
    throw fault(`content must be a list of ${SIGNED_CONTENTS.join(', ')}, such as content: ['form'].`);
  },
  exceptionFactory: (value) => {
    if (typeof value === 'function') return;
    throw fault('exceptionFactory must be a function that returns an HttpException or { status, body }.');
  },
};

const ROUTE_OPTION_CHECKS: OptionChecks<SignalWireWebhookRouteOptions> = {
  ...SHARED_OPTION_CHECKS,
  ...ONCE_ROUTE_OPTION_CHECKS,
};

const MODULE_OPTION_CHECKS: OptionChecks<SignalWireWebhookModuleOptions> = {
  ...SHARED_OPTION_CHECKS,
  ...ONCE_MODULE_OPTION_CHECKS,
  ...SIGNING_KEY_OPTION_CHECKS,
  ...PREFLIGHT_OPTION_CHECKS,
  ...DIAGNOSTICS_OPTION_CHECKS,
};

/** @throws SignalWireWebhookConfigurationError that names the option and the line that fixes it */
export function checkModuleOptions(options: unknown): SignalWireWebhookModuleOptions {
  checkIsObject(options);
  if ('once' in options) {
    throw fault('once belongs to the routes of status callbacks: @SignalWireWebhook({ once: true }).');
  }
  checkOptions(options, MODULE_OPTION_CHECKS);
  if (!('signingKey' in options) || options.signingKey === undefined) {
    throw fault(
      "signingKey is missing. Pass the project's Signing Key from the API page of the SignalWire dashboard: " +
        "SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…' }).",
    );
  }
  const { accept = 'signature', basicAuth, publicUrl } = options as SignalWireWebhookModuleOptions;
  checkPreflight(options as PreflightOptions, publicUrl);
  if (accept !== 'signature' && basicAuth === undefined) {
    throw fault(`accept: '${accept}' needs credentials: basicAuth: { username: '…', password: '…' }.`);
  }
  return options as SignalWireWebhookModuleOptions;
}

/** @throws SignalWireWebhookConfigurationError that names the option and the line that fixes it */
export function checkRouteOptions(options: unknown): asserts options is SignalWireWebhookRouteOptions {
  checkOptions(options, ROUTE_OPTION_CHECKS);
}

function checkOptions(
  options: unknown,
  checks: Readonly<Record<string, (value: unknown) => void>>,
): asserts options is object {
  checkIsObject(options);
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) throw fault(`Unknown option "${name}". The options are ${Object.keys(checks).join(', ')}.`);
    if (value !== undefined) check(value);
  }
}

/** @throws SignalWireWebhookConfigurationError */
export function checkIsObject(options: unknown): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw fault(
      "The options must be an object such as { signingKey: 'PSK_…', publicUrl: 'https://example.com' }.",
    );
  }
}

function isListOf(value: unknown, members: readonly unknown[]): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => members.includes(each));
}

function fault(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
