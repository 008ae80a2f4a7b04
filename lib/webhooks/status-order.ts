import { all, present, readField, text } from './conditions.js';
import { CALL, CALL_STATE, FAX, FAX_EVENT, MESSAGE, type Steps } from './statuses.js';

/**
 * Tests whether a status is final: the call, the message or the fax has ended. Only a message can go on, from `delivered` to `read`.
 *
 * - Calls: `completed`, `busy`, `failed`, `no-answer`, `canceled`; `ended` in `calling.call.state`.
 * - Messages: `delivered`, `undelivered`, `failed`, `read`, `received`; `invalid` of `<Sms>`. An MMS never reaches `delivered`.
 * - Faxes: `delivered`, `received`, `failed`, `no-answer`, `busy`, `canceled`; `finished` in `calling.call.fax`.
 *
 * The status is the field `CallStatus`, `MessageStatus`, `SmsStatus` or `FaxStatus`, the `status` of an SWML message, or the state
 * of a calling event. No payload makes the function throw.
 *
 * Source: SignalWire's Compatibility API, Message API, cXML and SWML.
 *
 * @param payload the payload of a status callback, or an object with its status alone, such as `{ CallStatus: 'busy' }`
 * @returns `false` also for an unknown status and for a payload without a status
 *
 * @example
 * ```ts
 * if (isFinalStatus(payload)) await this.calls.close(payload.CallSid);
 * ```
 *
 * @publicApi
 */
export function isFinalStatus(payload: unknown): boolean {
  const received = readReceivedStatus(payload);
  return received?.lives.some((steps) => steps.at(-1)?.includes(received.status)) ?? false;
}

/**
 * Tests whether a status comes before the previous one in the life of the same call, message or fax. SignalWire sends status callbacks
 * in any order, so that `ringing` can arrive after `completed`.
 *
 * The result is `false` in every other case:
 *
 * - The statuses are equal, or one does not come before the other: a different final status is not earlier. `delivered` is earlier than `read`.
 * - A status is unknown or missing.
 * - The payloads have different IDs, or different kinds of status. If a payload has no ID, only the statuses count.
 *
 * No payload makes the function throw.
 *
 * Source: SignalWire's Compatibility API, Message API, cXML and SWML.
 *
 * @param previous the saved payload, or an object with the saved status alone, such as `{ CallStatus: 'completed' }`
 * @param next the received payload
 *
 * @example
 * ```ts
 * if (isStatusRegression({ CallStatus: saved.status }, payload)) return;
 * ```
 *
 * @publicApi
 */
export function isStatusRegression(previous: unknown, next: unknown): boolean {
  const saved = readReceivedStatus(previous);
  const received = readReceivedStatus(next);
  if (!saved || !received || saved.lives !== received.lives || haveOtherIds(saved, received)) return false;
  return received.lives.some((steps) => {
    const step = stepOf(received, steps);
    return step >= 0 && step < stepOf(saved, steps);
  });
}

interface ReceivedStatus {
  /** The orders in which its statuses follow each other. */
  readonly lives: readonly Steps[];
  /** The received status. */
  readonly status: string;
  /** ID of the call, the message or the fax; of any type, as received. */
  readonly id: unknown;
}

/** The first field that a form has decides: `<Sms>` reports a message with the fields of its call. */
const FORM_FIELDS = [
  { lives: FAX, name: 'FaxStatus', id: 'FaxSid' },
  { lives: MESSAGE, name: 'MessageStatus', id: 'MessageSid' },
  { lives: MESSAGE, name: 'SmsStatus', id: 'SmsSid' },
  { lives: CALL, name: 'CallStatus', id: 'CallSid' },
];
const isSwmlMessageStatus = all(text('status'), present('number_of_segments'));

function readReceivedStatus(payload: unknown): ReceivedStatus | undefined {
  const form = FORM_FIELDS.find(({ name }) => text(name)(payload));
  if (form) return toStatus(form.lives, readField(payload, form.name), readField(payload, form.id));
  if (isSwmlMessageStatus(payload))
    return toStatus(MESSAGE, readField(payload, 'status'), readField(payload, 'id'));
  return readEventStatus(readField(payload, 'event_type'), readField(payload, 'params'));
}

/** The other events have no order: a call can connect, record and play more than once. */
function readEventStatus(type: unknown, params: unknown): ReceivedStatus | undefined {
  if (type === 'calling.call.state')
    return toStatus(CALL_STATE, readField(params, 'call_state'), readField(params, 'call_id'));
  if (type === 'calling.call.fax')
    return toStatus(FAX_EVENT, readField(readField(params, 'fax'), 'type'), readField(params, 'control_id'));
  return undefined;
}

function toStatus(lives: readonly Steps[], status: unknown, id: unknown): ReceivedStatus | undefined {
  return typeof status === 'string' ? { lives, status, id } : undefined;
}

function haveOtherIds(one: ReceivedStatus, other: ReceivedStatus): boolean {
  return typeof one.id === 'string' && typeof other.id === 'string' && one.id !== other.id;
}

function stepOf({ status }: ReceivedStatus, steps: Steps): number {
  return steps.findIndex((step) => step.includes(status));
}
