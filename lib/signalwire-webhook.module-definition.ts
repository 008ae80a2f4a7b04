import { ConfigurableModuleBuilder } from '@nestjs/common';

import type { SignalWireWebhookModuleOptions } from './signalwire-webhook.options.js';
import { GIVEN_OPTIONS } from './signalwire-webhook.tokens.js';

const definition = new ConfigurableModuleBuilder<SignalWireWebhookModuleOptions>({
  optionsInjectionToken: GIVEN_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createSignalWireWebhookOptions')
  .setExtras({ isGlobal: true }, (module, { isGlobal }) => ({ ...module, global: isGlobal }))
  .build();

/** Base class of the module, with `forRoot` and `forRootAsync`. */
export const ConfigurableModuleClass = definition.ConfigurableModuleClass;

/** Type of the options of `forRoot`: those of the module, and `isGlobal`. */
export const OPTIONS_TYPE = definition.OPTIONS_TYPE;

/** Type of the options of `forRootAsync`: `useFactory`, `useClass` or `useExisting`, `imports`, `inject` and `isGlobal`. */
export const ASYNC_OPTIONS_TYPE = definition.ASYNC_OPTIONS_TYPE;
