import type { WebhookPayloadData } from '../request/verified-webhook.js';

/** Found in no callback that is asked for instructions; `MessageStatus` and `FaxStatus` are, in some actions. */
const STATUS_FIELDS = [
  'CallbackSource',
  'RecordingStatus',
  'TranscriptionStatus',
  'StatusCallbackEvent',
  'StreamEvent',
  'For',
];
const FINAL_CALL_STATUSES: readonly unknown[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

/** Whether a form only reports what has happened. In doubt it asks what to do. */
export function isStatusCallback(payload: WebhookPayloadData): boolean {
  if (STATUS_FIELDS.some((field) => payload[field] !== undefined)) return true;
  return FINAL_CALL_STATUSES.includes(payload['CallStatus']);
}
