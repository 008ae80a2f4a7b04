import { ConfigurableModuleBuilder } from '@nestjs/common';

import type { SignalWireWebhookModuleOptions } from './signalwire-webhook.options.js';

/** The options as given, before their check; what the application injects are the checked ones. */
export const GIVEN_OPTIONS = 'SIGNALWIRE_WEBHOOK_GIVEN_OPTIONS';

export const { ConfigurableModuleClass, OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<SignalWireWebhookModuleOptions>({
    optionsInjectionToken: GIVEN_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createSignalWireWebhookOptions')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
