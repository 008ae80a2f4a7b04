export type { AcceptedAuthentication } from './credentials/accept-option.js';
export type { BasicCredentials, BasicCredentialsSource } from './credentials/basic-credentials.js';
export type { UrlTokenOptions } from './credentials/url-token-options.js';
export {
  VerifiedWebhook,
  WebhookPayload,
  type WebhookPayloadOptions,
} from './decorators/parameter-decorators.js';
export {
  getVerifiedWebhook,
  isSignalWireWebhookRoute,
  isVerifiedWebhook,
} from './decorators/webhook-context.js';
export type { DiagnosticsOptions } from './diagnosis/nest/diagnostics-options.js';
export type { SigningKeyCacheOptions } from './keys/key-cache-options.js';
export type {
  ResolvedSigningKeys,
  SigningKeyContext,
  SigningKeyResolver,
  SigningKeyResolverFunction,
  SigningKeys,
  SigningKeysByProject,
  SigningKeySource,
} from './keys/key-source.js';
export {
  SignalWireWebhookHealth,
  type WebhookHealth,
} from './integrations/health/signalwire-webhook-health.js';
export { SignalWireWebhookKeys } from './keys/signalwire-webhook-keys.js';
export { signingKeyFile } from './keys/signing-key-file.js';
export { SigningKeysUnavailableError } from './errors/signing-keys-unavailable.error.js';
export { MemoryOnceStore } from './once/memory-once-store.js';
export type { MemoryOnceStoreOptions } from './once/memory-once-store-options.js';
export type { OnceOptions } from './once/once-options.js';
export type { OnceAcquireResult, OnceStore } from './once/once-store.js';
export { actionUrl } from './response/action-url.js';
export type { IncomingWebhookRequest } from './request/incoming-request.js';
export type { PublicUrl } from './request/read-public-url.js';
export type {
  UnverifiedWebhookData,
  VerifiedWebhookData,
  WebhookAuthentication,
  WebhookPayloadData,
} from './verified/verified-webhook.js';
export { SignalWireWebhook, SkipSignalWireWebhook } from './signalwire-webhook.decorator.js';
export { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
export {
  SignalWireWebhookException,
  type Rejection,
  type RejectionReason,
  type RejectionResponse,
  type SignalWireWebhookRejection,
} from './signalwire-webhook.exception.js';
export { SignalWireWebhookGuard } from './signalwire-webhook.guard.js';
export { SignalWireWebhookInterceptor } from './signalwire-webhook.interceptor.js';
export { SignalWireWebhookMarker } from './signalwire-webhook.marker.js';
export { SignalWireWebhookModule } from './signalwire-webhook.module.js';
export type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookOptionsFactory,
  SignalWireWebhookRouteOptions,
} from './signalwire-webhook.options.js';
export { SIGNALWIRE_WEBHOOK_OPTIONS, SIGNALWIRE_WEBHOOK_VERIFIER } from './signalwire-webhook.tokens.js';
export { SignalWireWebhookUrls, type CreateUrlOptions } from './signalwire-webhook.urls.js';
export { SignalWireWebhookVerifier, type VerificationResult } from './signalwire-webhook.verifier.js';
export type {
  SignatureAlgorithm,
  SignatureRejectionReason,
  SignatureFormat,
  SignedContent,
  WebhookRequest,
  SigningKeyKind,
  UrlTokenRejectionReason,
  ValuesToBind,
} from './signature/index.js';
export {
  SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL,
  SignalWireWebhookOutcomes,
  type WebhookOutcomeListener,
} from './telemetry/outcomes.service.js';
export type { VerificationMode } from './telemetry/mode-options.js';
export type { WebhookOutcome, WebhookResult } from './telemetry/webhook-outcome.js';
export * from './webhooks/index.js';
