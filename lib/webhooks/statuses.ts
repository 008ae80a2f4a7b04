/** Statuses in the order in which they follow each other. Statuses of one step do not follow each other, and no step is mandatory. */
export type Steps = readonly (readonly string[])[];

/** Final statuses of a cXML call. */
export const FINAL_CALL_STATUSES = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

/** `CallStatus`. Source: cXML voice overview; Compatibility API, calls. */
export const CALL: readonly Steps[] = [
  [['queued'], ['initiated'], ['ringing'], ['in-progress'], FINAL_CALL_STATUSES],
];

/** `call_state`. Source: SWML `connect`. */
export const CALL_STATE: readonly Steps[] = [[['created'], ['ringing'], ['answered'], ['ended']]];

/** Until a message is sent. `initiated` and `sending` belong to different APIs. */
const SENDING_MESSAGE: Steps = [['queued'], ['initiated', 'sending'], ['sent']];

/** `MessageStatus`, `SmsStatus` and `status`. Source: Compatibility API and Message API, messages; cXML `<Sms>`. */
export const MESSAGE: readonly Steps[] = [
  [...SENDING_MESSAGE, ['delivered', 'undelivered', 'failed', 'invalid']],
  [...SENDING_MESSAGE, ['delivered'], ['read']],
  [['receiving'], ['received', 'failed']],
];

const FAILED_FAX = ['failed', 'no-answer', 'busy', 'canceled'];

/** `FaxStatus`. Source: Compatibility API, faxes. */
export const FAX: readonly Steps[] = [
  [['queued'], ['processing'], ['sending'], ['delivered', ...FAILED_FAX]],
  [['receiving'], ['received', ...FAILED_FAX]],
];

/** `fax.type` of `calling.call.fax`. Source: SWML `send_fax` and `receive_fax`. */
export const FAX_EVENT: readonly Steps[] = [[['page'], ['finished']]];
