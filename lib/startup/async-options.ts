import type { DynamicModule, FactoryProvider, Provider } from '@nestjs/common';

import { className, placeName } from '../errors/place-name.js';
import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { GIVEN_OPTIONS } from '../signalwire-webhook.tokens.js';

const FACTORY_METHOD = 'createSignalWireWebhookOptions';
const EXAMPLE =
  "SignalWireWebhookModule.forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => ({ signingKey: config.getOrThrow('SIGNALWIRE_SIGNING_KEY'), publicUrl: 'https://example.com' }) })";

interface AsyncOptions {
  readonly useFactory?: unknown;
  readonly useClass?: unknown;
  readonly useExisting?: unknown;
  readonly inject?: unknown;
}

/**
 * Checks the argument of `forRootAsync()`.
 *
 * @throws SignalWireWebhookConfigurationError that names the line to write, if the argument cannot make options
 */
export function checkAsyncOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || options instanceof Promise) {
    throw new SignalWireWebhookConfigurationError(
      `forRootAsync() needs an object with useFactory, useClass or useExisting. Fix: ${EXAMPLE}`,
    );
  }
  const { useFactory, useClass, useExisting, inject } = options as AsyncOptions;
  if (useFactory === undefined && useClass === undefined && useExisting === undefined) {
    throw new SignalWireWebhookConfigurationError(
      `forRootAsync() needs useFactory, useClass or useExisting${'signingKey' in options ? '; signingKey is an option of forRoot()' : ''}. Fix: ${EXAMPLE}`,
    );
  }
  if (useFactory !== undefined && typeof useFactory !== 'function') {
    throw new SignalWireWebhookConfigurationError(
      `useFactory must be a function that returns the options. Fix: ${EXAMPLE}`,
    );
  }
  if (useClass !== undefined && typeof useClass !== 'function') {
    throw new SignalWireWebhookConfigurationError(
      `useClass must be a class with a method ${FACTORY_METHOD}(). Fix: useClass: OptionsFactory`,
    );
  }
  if (inject !== undefined && !Array.isArray(inject)) {
    throw new SignalWireWebhookConfigurationError(
      'inject must be a list of the providers that useFactory takes. Fix: inject: [ConfigService]',
    );
  }
}

/** Returns the module with a factory whose configuration errors name the line to write. */
export function withCheckedFactory(module: DynamicModule, options: unknown): DynamicModule {
  const { useFactory } = options as AsyncOptions;
  const check = typeof useFactory === 'function' ? checkedFactory : checkedFactoryMethod;
  const replace = (provider: Provider): Provider =>
    isOptionsFactory(provider) ? { ...provider, useFactory: check(provider) } : provider;
  return { ...module, providers: (module.providers ?? []).map(replace) };
}

function isOptionsFactory(provider: Provider): provider is FactoryProvider {
  return typeof provider === 'object' && provider.provide === GIVEN_OPTIONS && 'useFactory' in provider;
}

function checkedFactory({ useFactory, inject = [] }: FactoryProvider): FactoryProvider['useFactory'] {
  const isInjectForgotten = useFactory.length > inject.length;
  return async (...dependencies: unknown[]) => {
    try {
      return checkGiven(await useFactory(...dependencies), 'useFactory');
    } catch (error) {
      throw isInjectForgotten ? forgottenInject(useFactory.length, inject.length, error) : error;
    }
  };
}

function checkedFactoryMethod({ useFactory }: FactoryProvider): FactoryProvider['useFactory'] {
  return async (factory: unknown) => {
    const { constructor, [FACTORY_METHOD]: method } = Object(factory) as Record<string, unknown> & object;
    if (typeof method !== 'function') {
      throw new SignalWireWebhookConfigurationError(
        `${className(constructor)} is the options factory of SignalWireWebhookModule and has no method ${FACTORY_METHOD}(). Fix: ` +
          `${FACTORY_METHOD}() { return { signingKey: '…', publicUrl: 'https://example.com' }; }`,
      );
    }
    return checkGiven(await useFactory(factory), `${placeName(constructor, FACTORY_METHOD)}()`);
  };
}

function checkGiven(options: unknown, factory: string): unknown {
  if (options !== undefined && options !== null) return options;
  throw new SignalWireWebhookConfigurationError(
    `${factory} of SignalWireWebhookModule returned ${String(options)}. An arrow function needs parentheses around the object ` +
      "that it returns. Fix: () => ({ signingKey: '…', publicUrl: 'https://example.com' })",
  );
}

/** The message omits the message of the factory's error, because it may contain a secret. The factory's error is the cause. */
function forgottenInject(wanted: number, given: number, cause: unknown): SignalWireWebhookConfigurationError {
  return Object.assign(
    new SignalWireWebhookConfigurationError(
      `useFactory of SignalWireWebhookModule failed (${describeThirdPartyError(cause)}). It takes ${wanted} parameter(s), and inject names ${given}. ` +
        'Fix: forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => … })',
    ),
    { cause },
  );
}
