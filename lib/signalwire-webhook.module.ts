import { type DynamicModule, Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { BasicAuthService } from './credentials/basic-auth.service.js';
import { DiagnosticsService } from './diagnosis/nest/diagnostics.service.js';
import { UnreachedRequestsService } from './diagnosis/nest/unreached-requests.service.js';
import { SignalWireWebhookHealth } from './integrations/health/signalwire-webhook-health.js';
import { SignalWireWebhookKeys } from './keys/signalwire-webhook-keys.js';
import { SigningKeysService } from './keys/signing-keys.service.js';
import { OnceService } from './once/once.service.js';
import { OpenApiService } from './integrations/openapi/openapi.service.js';
import { PreflightService } from './startup/preflight.service.js';
import { checkAsyncOptions, withCheckedFactory } from './startup/async-options.js';
import { checkGivenOptions } from './startup/given-options.js';
import { importedWithoutOptions } from './startup/missing-module.js';
import { RegisteredRoutesService } from './routes/registered-routes.service.js';
import { ReportModeService } from './routes/report-mode.service.js';
import { RouteChecksService } from './startup/route-checks.service.js';
import { TokenRoutesService } from './routes/token-routes.service.js';
import { WebhookRoutesService } from './routes/webhook-routes.service.js';
import { SignalWireWebhookGuard } from './signalwire-webhook.guard.js';
import { SignalWireWebhookMarker } from './signalwire-webhook.marker.js';
import { SignalWireWebhookInterceptor } from './signalwire-webhook.interceptor.js';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  type OPTIONS_TYPE,
} from './signalwire-webhook.module-definition.js';
import { checkModuleOptions, type SignalWireWebhookModuleOptions } from './signalwire-webhook.options.js';
import {
  GIVEN_OPTIONS,
  SIGNALWIRE_WEBHOOK_BASIC_AUTH,
  SIGNALWIRE_WEBHOOK_DIAGNOSTICS,
  SIGNALWIRE_WEBHOOK_KEYS,
  SIGNALWIRE_WEBHOOK_ONCE,
  SIGNALWIRE_WEBHOOK_OPTIONS,
  SIGNALWIRE_WEBHOOK_OUTCOMES,
  SIGNALWIRE_WEBHOOK_ROUTES,
  SIGNALWIRE_WEBHOOK_TELEMETRY,
  SIGNALWIRE_WEBHOOK_VERIFIER,
} from './signalwire-webhook.tokens.js';
import { SignalWireWebhookUrls } from './signalwire-webhook.urls.js';
import { SignalWireWebhookVerifier } from './signalwire-webhook.verifier.js';
import { SignalWireWebhookOutcomes } from './telemetry/outcomes.service.js';
import { TelemetryService } from './telemetry/telemetry.service.js';

/**
 * Provides the signing keys and the verifier for every `@SignalWireWebhook()` of the application. Import the module once; it is
 * global unless `isGlobal: false`.
 *
 * @throws SignalWireWebhookConfigurationError while the application starts, if an option is missing or unusable
 *
 * @example
 * ```ts
 * SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…', publicUrl: 'https://example.com' })
 *
 * SignalWireWebhookModule.forRootAsync({
 *   imports: [ConfigModule],
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({
 *     signingKey: config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'),
 *     publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
 *   }),
 * })
 * ```
 *
 * @publicApi
 */
@Module({
  providers: [
    {
      provide: SIGNALWIRE_WEBHOOK_OPTIONS,
      inject: [ModulesContainer, { token: GIVEN_OPTIONS, optional: true }],
      useFactory: toCheckedOptions,
    },
    { provide: SIGNALWIRE_WEBHOOK_VERIFIER, useExisting: SignalWireWebhookVerifier },
    { provide: SIGNALWIRE_WEBHOOK_KEYS, useClass: SigningKeysService },
    { provide: SIGNALWIRE_WEBHOOK_BASIC_AUTH, useClass: BasicAuthService },
    { provide: SIGNALWIRE_WEBHOOK_DIAGNOSTICS, useClass: DiagnosticsService },
    { provide: SIGNALWIRE_WEBHOOK_ONCE, useClass: OnceService },
    { provide: SIGNALWIRE_WEBHOOK_ROUTES, useClass: WebhookRoutesService },
    { provide: SIGNALWIRE_WEBHOOK_OUTCOMES, useExisting: SignalWireWebhookOutcomes },
    { provide: SIGNALWIRE_WEBHOOK_TELEMETRY, useClass: TelemetryService },
    SignalWireWebhookHealth,
    SignalWireWebhookKeys,
    SignalWireWebhookUrls,
    SignalWireWebhookVerifier,
    SignalWireWebhookMarker,
    SignalWireWebhookGuard,
    SignalWireWebhookInterceptor,
    SignalWireWebhookOutcomes,
    OpenApiService,
    PreflightService,
    RegisteredRoutesService,
    ReportModeService,
    RouteChecksService,
    TokenRoutesService,
    UnreachedRequestsService,
  ],
  exports: [
    SIGNALWIRE_WEBHOOK_DIAGNOSTICS,
    SIGNALWIRE_WEBHOOK_ONCE,
    SIGNALWIRE_WEBHOOK_OPTIONS,
    SIGNALWIRE_WEBHOOK_OUTCOMES,
    SIGNALWIRE_WEBHOOK_ROUTES,
    SIGNALWIRE_WEBHOOK_TELEMETRY,
    SIGNALWIRE_WEBHOOK_VERIFIER,
    SignalWireWebhookHealth,
    SignalWireWebhookKeys,
    SignalWireWebhookUrls,
    SignalWireWebhookVerifier,
    SignalWireWebhookMarker,
    SignalWireWebhookGuard,
    SignalWireWebhookInterceptor,
    SignalWireWebhookOutcomes,
  ],
})
export class SignalWireWebhookModule extends ConfigurableModuleClass {
  /**
   * Configures the module with an object. The module is global unless `isGlobal: false`.
   *
   * @throws SignalWireWebhookConfigurationError if an option is missing or unusable
   */
  static override forRoot(options: typeof OPTIONS_TYPE): DynamicModule {
    checkGivenOptions(options);
    return super.forRoot(options);
  }

  /**
   * Configures the module with `useFactory`, `useClass` or `useExisting`. The module is global unless `isGlobal: false`.
   *
   * @throws SignalWireWebhookConfigurationError if the source of the options is missing or unusable; the options themselves are
   *   checked while the application starts
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    checkAsyncOptions(options);
    return withCheckedFactory(super.forRootAsync(options), options);
  }
}

function toCheckedOptions(modules: ModulesContainer, given: unknown): SignalWireWebhookModuleOptions {
  if (given === undefined) throw importedWithoutOptions(modules);
  return checkModuleOptions(given);
}
