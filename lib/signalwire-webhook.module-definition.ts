import { ConfigurableModuleBuilder } from '@nestjs/common';

import type { SignalWireWebhookModuleOptions } from './signalwire-webhook.options.js';
import { GIVEN_OPTIONS } from './signalwire-webhook.tokens.js';

export const { ASYNC_OPTIONS_TYPE, ConfigurableModuleClass, OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<SignalWireWebhookModuleOptions>({
    optionsInjectionToken: GIVEN_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createSignalWireWebhookOptions')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
