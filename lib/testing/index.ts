export type { FormBody, FormScalar, FormValue, JsonBody } from './encode-body.js';
export {
  aiDebugEvent,
  postPrompt,
  sidecarEvent,
  swaigFunction,
  swaigSignatureRequest,
} from './fixtures/ai.js';
export { callingEvent, type CallingEventOf } from './fixtures/calling-event.js';
export { faxStatus, inboundFax, receiveFaxAction } from './fixtures/fax.js';
export type { FormFixture, FormOverrides } from './fixtures/form-fixture.js';
export type { JsonFixture, JsonOverrides } from './fixtures/json-fixture.js';
export { inboundMessage, messageStatus } from './fixtures/messaging.js';
export { swmlCall, swmlMessage, swmlMessageStatus, tenDlcStatus } from './fixtures/swml.js';
export {
  callStatus,
  conferenceEvent,
  dialAction,
  enqueueAction,
  gatherAction,
  inboundCall,
  outboundCall,
  payAction,
  payConnectorRequest,
  payStatus,
  queueRequest,
  queueWait,
  recordAction,
  recordingStatus,
  referAction,
  sipRequest,
  smsCallback,
  streamEvent,
  transcriptionStatus,
  virtualAgentAction,
} from './fixtures/voice.js';
export { type OverridableModuleBuilder, overrideSignalWireWebhook } from './override-signalwire-webhook.js';
export type {
  InjectRequest,
  SignedTestRequest,
  SupertestAgent,
  SupertestRequest,
} from './signed-test-request.js';
export { WebhookTestClient, type WebhookTestClientOptions } from './webhook-test-client.js';
