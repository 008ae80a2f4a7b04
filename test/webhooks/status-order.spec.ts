import { describe, expect, test } from '@jest/globals';

import { isFinalStatus, isStatusRegression } from '../../lib/index.js';
import type { WebhookPayloadData } from '../../lib/signature/index.js';
import { samples } from './samples.js';

type PayloadOf = (status: unknown, id?: unknown) => object;

/**
 * Each row is a previous status, and each column the next one: `<` is a regression. `!` marks a final status.
 * The lists are those of SignalWire's specifications, and do not come from the code.
 */
const TABLES: readonly (readonly [kind: string, payloadOf: PayloadOf[], table: string])[] = [
  [
    'calls of cXML',
    [(CallStatus, CallSid = '1') => ({ CallSid, CallStatus, Direction: 'inbound' })],
    `               q i r p  c b f n x
     queued         . . . .  . . . . .
     initiated      < . . .  . . . . .
     ringing        < < . .  . . . . .
     in-progress    < < < .  . . . . .
     completed !    < < < <  . . . . .
     busy !         < < < <  . . . . .
     failed !       < < < <  . . . . .
     no-answer !    < < < <  . . . . .
     canceled !     < < < <  . . . . .`,
  ],
  [
    'calls of RELAY and SWML',
    [(call_state, call_id = '1') => ({ event_type: 'calling.call.state', params: { call_id, call_state } })],
    `               c r a e
     created        . . . .
     ringing        < . . .
     answered       < < . .
     ended !        < < < .`,
  ],
  [
    'messages',
    [
      (MessageStatus, MessageSid = '1') => ({ MessageSid, MessageStatus, SmsSid: '2', SmsStatus: 'sent' }),
      (SmsStatus, SmsSid = '1') => ({ SmsSid, SmsStatus, CallSid: '2', CallStatus: 'in-progress' }),
      (status, id = '1') => ({ id, status, number_of_segments: 1 }),
    ],
    `               q i s t  d u f x  r  g v
     queued         . . . .  . . . .  .  . .
     initiated      < . . .  . . . .  .  . .
     sending        < . . .  . . . .  .  . .
     sent           < < < .  . . . .  .  . .
     delivered !    < < < <  . . . .  .  . .
     undelivered !  < < < <  . . . .  .  . .
     failed !       < < < <  . . . .  .  < .
     invalid !      < < < <  . . . .  .  . .
     read !         < < < <  < . . .  .  . .
     receiving      . . . .  . . . .  .  . .
     received !     . . . .  . . . .  .  < .`,
  ],
  [
    'faxes of cXML',
    [(FaxStatus, FaxSid = '1') => ({ FaxSid, FaxStatus })],
    `               q p s  d  g v  n b f c
     queued         . . .  .  . .  . . . .
     processing     < . .  .  . .  . . . .
     sending        < < .  .  . .  . . . .
     delivered !    < < <  .  . .  . . . .
     receiving      . . .  .  . .  . . . .
     received !     . . .  .  < .  . . . .
     no-answer !    < < <  .  < .  . . . .
     busy !         < < <  .  < .  . . . .
     failed !       < < <  .  < .  . . . .
     canceled !     < < <  .  < .  . . . .`,
  ],
  [
    'faxes of SWML',
    [
      (type, control_id = '1') => ({
        event_type: 'calling.call.fax',
        params: { control_id, call_id: '9', fax: { type } },
      }),
    ],
    `               p f
     page           . .
     finished !     < .`,
  ],
];

interface Row {
  readonly status: string;
  readonly isFinal: boolean;
  /** Whether each status, in the order of the rows, is earlier. */
  readonly isEarlier: readonly boolean[];
}

function rowsOf(table: string): Row[] {
  const lines = table.split('\n').slice(1);
  return lines.map((line) => {
    const [status = '', ...cells] = line.trim().split(/\s+/);
    const marks = cells.filter((cell) => cell !== '!');
    return { status, isFinal: cells.includes('!'), isEarlier: marks.map((mark) => mark === '<') };
  });
}

describe.each(TABLES)('%s', (_kind, payloadsOf, table) => {
  const rows = rowsOf(table);

  test('the table has every ordered pair', () => {
    expect(rows.map(({ isEarlier }) => isEarlier.length)).toEqual(rows.map(() => rows.length));
  });

  test.each(rows)('after $status', ({ status, isEarlier }) => {
    for (const payloadOf of payloadsOf) {
      const found = rows.map((next) => isStatusRegression(payloadOf(status), payloadOf(next.status)));
      expect(found).toEqual(isEarlier);
    }
  });

  test.each(rows)('$status is final: $isFinal', ({ status, isFinal }) => {
    expect(payloadsOf.map((payloadOf) => isFinalStatus(payloadOf(status)))).toEqual(
      payloadsOf.map(() => isFinal),
    );
  });

  test('an unknown status is not final, and does not regress', () => {
    for (const payloadOf of payloadsOf) {
      for (const odd of [
        'something-new',
        '',
        'COMPLETED',
        'constructor',
        '__proto__',
        undefined,
        null,
        1,
        [],
      ]) {
        expect(isFinalStatus(payloadOf(odd))).toBe(false);
        for (const { status } of rows) {
          expect(isStatusRegression(payloadOf(status), payloadOf(odd))).toBe(false);
          expect(isStatusRegression(payloadOf(odd), payloadOf(status))).toBe(false);
        }
      }
    }
  });

  test('different IDs do not regress; without an ID the statuses alone count', () => {
    const last = rows.find(({ isEarlier }) => isEarlier.includes(true));
    const earlier = rows[last?.isEarlier.indexOf(true) ?? -1];
    for (const payloadOf of payloadsOf) {
      const regresses = (previousId: unknown, nextId: unknown) =>
        isStatusRegression(payloadOf(last?.status, previousId), payloadOf(earlier?.status, nextId));
      expect([regresses('1', '1'), regresses('1', '2'), regresses('', '1')]).toEqual([true, false, false]);
      expect([regresses(null, '1'), regresses('1', null), regresses(null, null)]).toEqual([true, true, true]);
    }
  });
});

test('payloads with different kinds of status do not regress', () => {
  const payloads = TABLES.flatMap(([kind, payloadsOf, table]) =>
    payloadsOf.flatMap((payloadOf) =>
      rowsOf(table).map(({ status }) => ({ kind, payload: payloadOf(status) })),
    ),
  );
  const regressions = payloads.flatMap((previous) =>
    payloads.filter(
      (next) => next.kind !== previous.kind && isStatusRegression(previous.payload, next.payload),
    ),
  );
  expect(regressions).toEqual([]);
});

test('a message of the Compatibility API is compared with the same message of the Message API', () => {
  const delivered = { id: '1', status: 'delivered', number_of_segments: 1 };
  expect(isStatusRegression(delivered, { MessageSid: '1', MessageStatus: 'sent' })).toBe(true);
  expect(isStatusRegression(delivered, { MessageSid: '2', MessageStatus: 'sent' })).toBe(false);
});

test.each([
  undefined,
  null,
  '',
  'completed',
  1,
  [],
  {},
  { status: 'delivered' },
  { CallStatus: ['completed'] },
])('without a status: %j', (payload) => {
  expect(isFinalStatus(payload)).toBe(false);
  expect(isStatusRegression(payload, { CallStatus: 'ringing' })).toBe(false);
  expect(isStatusRegression({ CallStatus: 'completed' }, payload)).toBe(false);
});

test('an inherited field is not a status', () => {
  expect(isFinalStatus(Object.create({ CallStatus: 'completed' }))).toBe(false);
  expect(isFinalStatus({ event_type: 'calling.call.state', params: null })).toBe(false);
  expect(isFinalStatus({ event_type: 'calling.call.fax', params: { fax: 'finished' } })).toBe(false);
});

test('states of a connection, a recording or a stream are not those of the call', () => {
  const event = (type: string, params: object) => ({ event_type: type, params: { call_id: '1', ...params } });
  const connect = (connect_state: string) => event('calling.call.connect', { connect_state });
  expect(isFinalStatus(connect('disconnected'))).toBe(false);
  expect(isStatusRegression(connect('disconnected'), connect('connecting'))).toBe(false);
  expect(isFinalStatus(event('calling.call.record', { state: 'finished' }))).toBe(false);
  expect(isFinalStatus({ CallSid: '1', RecordingStatus: 'completed' })).toBe(false);
});

test('of the samples of all kinds, only those with a final status are final; actions report the call that has ended', () => {
  const final = Object.entries(samples).flatMap(([kind, payloads]) =>
    (payloads as WebhookPayloadData[]).filter(isFinalStatus).map(() => kind),
  );
  expect([...new Set(final)].sort()).toEqual([
    'calling.event',
    'fax.receive',
    'fax.status',
    'message.status',
    'swml.message-status',
    'voice.dial',
    'voice.gather',
    'voice.record',
    'voice.status',
  ]);
});
