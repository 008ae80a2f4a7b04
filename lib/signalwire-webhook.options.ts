import type { ExecutionContext, HttpException } from '@nestjs/common';

import { checkPublicUrl, isHost, type PublicUrl } from './request/public-url.js';
import {
  SignalWireWebhookConfigurationError,
  type SignalWireWebhookRejection,
} from './signalwire-webhook.exception.js';

/**
 * Options of one route; a method's override its class's, and both override the module's.
 *
 * @publicApi
 */
export interface SignalWireWebhookRouteOptions {
  /**
   * The project's Signing Key (`PSK_…`) from the API page of the SignalWire dashboard; never the API token. During
   * a rotation several, the newest first.
   */
  readonly signingKey?: string | readonly string[];
  /**
   * The public base that SignalWire calls: origin, optional credentials, optional path prefix. The path and the query of the
   * request follow it byte for byte.
   *
   * @default the framework's `protocol` and `host`, within `allowedHosts`
   *
   * @example
   * ```ts
   * publicUrl: 'https://example.com'
   * publicUrl: 'https://example.com/stage' // a gateway strips `/stage`
   * publicUrl: (request) => `https://${tenantOf(request)}.example.com`
   * ```
   */
  readonly publicUrl?: PublicUrl;
  /**
   * Where `publicUrl` is absent: the hosts that a request may name, with their port if it is not the default.
   *
   * @default every host
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Makes the exception for a refused request. What it returns is sent to the caller.
   *
   * @default a {@link SignalWireWebhookException}: 403 with the same short body for each reason
   *
   * @example
   * ```ts
   * exceptionFactory: () => new UnauthorizedException({ message: 'unauthorized' })
   * ```
   */
  readonly exceptionFactory?: (
    rejection: SignalWireWebhookRejection,
    context: ExecutionContext,
  ) => HttpException;
}

/**
 * Options of the module.
 *
 * @publicApi
 */
export interface SignalWireWebhookModuleOptions extends SignalWireWebhookRouteOptions {
  readonly signingKey: string | readonly string[];
}

/**
 * Makes the module's options, for `forRootAsync({ useClass })` and `useExisting`.
 *
 * @publicApi
 */
export interface SignalWireWebhookOptionsFactory {
  createSignalWireWebhookOptions(): SignalWireWebhookModuleOptions | Promise<SignalWireWebhookModuleOptions>;
}

type OptionChecks = {
  readonly [Name in keyof Required<SignalWireWebhookRouteOptions>]: (value: unknown) => void;
};

const OPTION_CHECKS: OptionChecks = {
  signingKey: checkSigningKeys,
  publicUrl: (value) => {
    if (typeof value !== 'function') checkPublicUrl(value);
  },
  allowedHosts: checkAllowedHosts,
  exceptionFactory: (value) => {
    if (typeof value !== 'function')
      throw fault('exceptionFactory must be a function that returns an HttpException.');
  },
};

/** @throws SignalWireWebhookConfigurationError that names the option and how to mend it */
export function checkModuleOptions(options: unknown): SignalWireWebhookModuleOptions {
  checkRouteOptions(options);
  if (options.signingKey === undefined) {
    throw fault(
      "signingKey is missing. Pass the project's Signing Key from the API page of the SignalWire dashboard: " +
        "SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…' }).",
    );
  }
  return options as SignalWireWebhookModuleOptions;
}

/** @throws SignalWireWebhookConfigurationError that names the option and how to mend it */
export function checkRouteOptions(options: unknown): asserts options is SignalWireWebhookRouteOptions {
  checkIsObject(options);
  for (const [name, value] of Object.entries(options)) {
    if (!isOptionName(name)) {
      throw fault(`Unknown option "${name}". The options are ${Object.keys(OPTION_CHECKS).join(', ')}.`);
    }
    if (value !== undefined) OPTION_CHECKS[name](value);
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

function isOptionName(name: string): name is keyof OptionChecks {
  return Object.hasOwn(OPTION_CHECKS, name);
}

function checkSigningKeys(value: unknown): void {
  const keys: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (keys.length === 0) throw fault('signingKey is an empty list. Pass at least one Signing Key.');
  keys.forEach(checkSigningKey);
}

function checkSigningKey(key: unknown): void {
  if (typeof key !== 'string') {
    throw fault(
      `signingKey must be a string, or a list of strings; it is ${key === null ? 'null' : typeof key}.`,
    );
  }
  if (key.trim() === '') {
    throw fault(
      'signingKey is blank: anyone can sign with a blank key. Is the environment variable or secret set?',
    );
  }
  if (key !== key.trim()) {
    throw fault('signingKey begins or ends with white space. Trim it, for example signingKey: key.trim().');
  }
  if (key.startsWith('PT')) {
    throw fault(
      'signingKey looks like an API token (PT…). SignalWire signs with the Signing Key (PSK_…), ' +
        'which stands beside the token on the API page of the dashboard.',
    );
  }
}

function checkAllowedHosts(value: unknown): void {
  if (Array.isArray(value) && value.length > 0 && value.every(isHost)) return;
  throw fault(
    "allowedHosts must be a list of host names without scheme or path, such as allowedHosts: ['example.com'].",
  );
}

function fault(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
