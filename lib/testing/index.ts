export type { FormBody, FormScalar, FormValue, JsonBody } from './encode-body.js';
export {
  aiDebugEvent,
  liveUtterance,
  postPrompt,
  sidecarEvent,
  swaigFunction,
  swaigSignatureRequest,
} from './fixtures/ai.js';
export { callingEvent, type CallingEventOf, collectStatus } from './fixtures/calling-event.js';
export { faxStatus, inboundFax, receiveFaxAction } from './fixtures/fax.js';
export type { FormFixture, FormOverrides } from './fixtures/form-fixture.js';
export type { JsonFixture, JsonOverrides } from './fixtures/json-fixture.js';
export { inboundMessage, messageStatus, tenDlcStatus } from './fixtures/messaging.js';
export { swmlCall, swmlMessage, swmlMessageStatus } from './fixtures/swml.js';
export * from './fixtures/voice.js';
export * from './fixtures/voice-actions.js';
export { type OverridableModuleBuilder, overrideSignalWireWebhook } from './override-signalwire-webhook.js';
export type {
  InjectRequest,
  SignedTestRequest,
  SupertestAgent,
  SupertestRequest,
} from './signed-test-request.js';
export {
  type TestTokenOptions,
  WebhookTestClient,
  type WebhookTestClientOptions,
} from './webhook-test-client.js';
