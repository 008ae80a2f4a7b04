import type { DynamicModule, FactoryProvider, Provider } from '@nestjs/common';

import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { nameOf } from '../routes/class-methods.js';
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

/** @throws SignalWireWebhookConfigurationError that names the line, if nothing there makes options */
export function checkAsyncOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || options instanceof Promise) {
    throw configurationError(
      `forRootAsync() wants an object with useFactory, useClass or useExisting. Write ${EXAMPLE}.`,
    );
  }
  const { useFactory, useClass, useExisting, inject } = options as AsyncOptions;
  if (useFactory === undefined && useClass === undefined && useExisting === undefined) {
    throw configurationError(
      `forRootAsync() has none of useFactory, useClass and useExisting${'signingKey' in options ? '; signingKey is an option of forRoot()' : ''}. Write ${EXAMPLE}.`,
    );
  }
  if (useFactory !== undefined && typeof useFactory !== 'function') {
    throw configurationError(`useFactory must be a function that returns the options. Write ${EXAMPLE}.`);
  }
  if (useClass !== undefined && typeof useClass !== 'function') {
    throw configurationError(
      `useClass must be the class itself, with a method ${FACTORY_METHOD}(): useClass: OptionsFactory.`,
    );
  }
  if (inject !== undefined && !Array.isArray(inject)) {
    throw configurationError(
      'inject must be a list of what useFactory takes, such as inject: [ConfigService].',
    );
  }
}

/** The module with a factory whose mistakes are named. */
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
      throw configurationError(
        `${nameOf(constructor)} is the options factory of SignalWireWebhookModule and has no method ${FACTORY_METHOD}(). Write ` +
          `${FACTORY_METHOD}() { return { signingKey: '…', publicUrl: 'https://example.com' }; }.`,
      );
    }
    return checkGiven(await useFactory(factory), `${nameOf(constructor)}.${FACTORY_METHOD}()`);
  };
}

function checkGiven(options: unknown, factory: string): unknown {
  if (options !== undefined && options !== null) return options;
  throw configurationError(
    `${factory} of SignalWireWebhookModule returned ${String(options)}. Return the options: ` +
      "() => ({ signingKey: '…', publicUrl: 'https://example.com' }), with brackets around the object of an arrow function.",
  );
}

/** The factory's own error is its cause: an error that is not ours may hold a secret. */
function forgottenInject(wanted: number, given: number, cause: unknown): SignalWireWebhookConfigurationError {
  return Object.assign(
    configurationError(
      `useFactory of SignalWireWebhookModule takes ${wanted} parameter(s), inject names ${given}, and it failed (${describeThirdPartyError(cause)}). Name what it takes: ` +
        'forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => … }).',
    ),
    { cause },
  );
}

function configurationError(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
