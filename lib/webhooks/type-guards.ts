import type { WebhookPayloadData } from '../signature/internal.js';
import { webhookKind } from './webhook-kind.js';
import type { WebhookKind, WebhookPayloads } from './webhook-payloads.js';

/** Whether it is of kind `voice.inbound`. @publicApi */
export const isInboundCall = guard('voice.inbound');

/** Whether it is of kind `voice.outbound`. @publicApi */
export const isOutboundCall = guard('voice.outbound');

/** Whether it is of kind `voice.status`. @publicApi */
export const isCallStatusCallback = guard('voice.status');

/** Whether it is of kind `voice.recording`. @publicApi */
export const isRecordingStatusCallback = guard('voice.recording');

/** Whether it is of kind `voice.transcription`. @publicApi */
export const isTranscriptionCallback = guard('voice.transcription');

/** Whether it is of kind `voice.gather`. @publicApi */
export const isGatherAction = guard('voice.gather');

/** Whether it is of kind `voice.record`. @publicApi */
export const isRecordAction = guard('voice.record');

/** Whether it is of kind `voice.dial`. @publicApi */
export const isDialAction = guard('voice.dial');

/** Whether it is of kind `voice.sip`. @publicApi */
export const isSipRequest = guard('voice.sip');

/** Whether it is of kind `voice.enqueue`. @publicApi */
export const isEnqueueAction = guard('voice.enqueue');

/** Whether it is of kind `voice.queue-wait`. @publicApi */
export const isQueueWaitRequest = guard('voice.queue-wait');

/** Whether it is of kind `voice.queue`. @publicApi */
export const isQueueRequest = guard('voice.queue');

/** Whether it is of kind `voice.refer`. @publicApi */
export const isReferAction = guard('voice.refer');

/** Whether it is of kind `voice.conference`. @publicApi */
export const isConferenceStatusCallback = guard('voice.conference');

/** Whether it is of kind `voice.stream`. @publicApi */
export const isStreamStatusCallback = guard('voice.stream');

/** Whether it is of kind `voice.pay`. @publicApi */
export const isPayAction = guard('voice.pay');

/** Whether it is of kind `voice.pay-status`. @publicApi */
export const isPayStatusCallback = guard('voice.pay-status');

/** Whether it is of kind `voice.pay-connector`. @publicApi */
export const isPayConnectorRequest = guard('voice.pay-connector');

/** Whether it is of kind `voice.virtual-agent`. @publicApi */
export const isVirtualAgentAction = guard('voice.virtual-agent');

/** Whether it is of kind `voice.sms`. @publicApi */
export const isSmsCallback = guard('voice.sms');

/** Whether it is of kind `message.inbound`. @publicApi */
export const isInboundMessage = guard('message.inbound');

/** Whether it is of kind `message.status`. @publicApi */
export const isMessageStatusCallback = guard('message.status');

/** Whether it is of kind `fax.inbound`. @publicApi */
export const isInboundFax = guard('fax.inbound');

/** Whether it is of kind `fax.receive`. @publicApi */
export const isReceiveFaxAction = guard('fax.receive');

/** Whether it is of kind `fax.status`. @publicApi */
export const isFaxStatusCallback = guard('fax.status');

/** Whether it is of kind `swml.call`. @publicApi */
export const isSwmlCallRequest = guard('swml.call');

/** Whether it is of kind `swml.message`. @publicApi */
export const isSwmlMessageRequest = guard('swml.message');

/** Whether it is of kind `swml.message-status`. @publicApi */
export const isSwmlMessageStatusCallback = guard('swml.message-status');

/** Whether it is of kind `10dlc`. @publicApi */
export const isTenDlcStatusCallback = guard('10dlc');

/** Whether it is of kind `calling.event`. @publicApi */
export const isCallingEvent = guard('calling.event');

/** Whether it is of kind `calling.unknown`. @publicApi */
export const isUnknownCallingEvent = guard('calling.unknown');

/** Whether it is of kind `calling.collect`. @publicApi */
export const isCollectStatusCallback = guard('calling.collect');

/** Whether it is of kind `ai.swaig`. @publicApi */
export const isSwaigFunctionRequest = guard('ai.swaig');

/** Whether it is of kind `ai.swaig-signature`. @publicApi */
export const isSwaigSignatureRequest = guard('ai.swaig-signature');

/** Whether it is of kind `ai.post-prompt`. @publicApi */
export const isPostPromptCallback = guard('ai.post-prompt');

/** Whether it is of kind `ai.sidecar`. @publicApi */
export const isAiSidecarCallback = guard('ai.sidecar');

/** Whether it is of kind `ai.utterance`. @publicApi */
export const isLiveUtteranceCallback = guard('ai.utterance');

/** Whether it is of kind `ai.debug`. @publicApi */
export const isAiDebugCallback = guard('ai.debug');

function guard<Kind extends WebhookKind>(kind: Kind) {
  return (payload: WebhookPayloadData): payload is WebhookPayloadData & WebhookPayloads[Kind] =>
    webhookKind(payload) === kind;
}
