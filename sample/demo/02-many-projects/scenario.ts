import { setTimeout } from 'node:timers/promises';

import type { ReceivedResponse } from '../send.js';
import type { StartedApplication } from '../start-application.js';
import { type Call, sendCall } from './call.js';

/** Far more than any of the demo's cache times. */
const PATIENCE = 5_000;

export interface Expected {
  readonly status: number;
  readonly body: string;
  /** In the log; the caller never learns it. */
  readonly reason: string;
}

export interface Outcome {
  readonly event: string;
  readonly call: string;
  readonly response: ReceivedResponse;
  readonly reason: string;
  readonly waited: number;
  readonly asExpected: boolean;
}

type Seen = Pick<Outcome, 'response' | 'reason'>;

export function accepted({ projectId }: Call, keyIndex: number): Expected {
  return { status: 200, body: `this is project ${projectId}, signed with key ${keyIndex}.`, reason: '' };
}

export function rejected(reason: string): Expected {
  return { status: 403, body: '{"statusCode":403,"message":"Forbidden"}', reason };
}

export const unavailable: Expected = { status: 503, body: '"statusCode":503', reason: 'resolver failed' };

/** Makes changes one after the other, and notes what becomes of calls after each. */
export class Scenario {
  readonly outcomes: Outcome[] = [];
  private event = '';

  constructor(private readonly application: StartedApplication) {}

  async change(event: string, make: () => Promise<unknown>): Promise<void> {
    await make();
    this.event = event;
  }

  /** A change takes effect only when the cached keys are looked up again, so the call is repeated until then. */
  async expect(call: Call, expected: Expected): Promise<void> {
    const startedAt = performance.now();
    let seen = await this.send(call);
    while (!isAsExpected(seen, expected) && performance.now() - startedAt < PATIENCE) {
      await setTimeout(5);
      seen = await this.send(call);
    }
    const waited = Math.round(performance.now() - startedAt);
    const asExpected = isAsExpected(seen, expected);
    this.outcomes.push({ event: this.event, call: call.name, ...seen, waited, asExpected });
    this.event = '';
  }

  private async send(call: Call): Promise<Seen> {
    const response = await sendCall(call, this.application.origin);
    return { response, reason: this.application.logger.takeReason() };
  }
}

function isAsExpected({ response, reason }: Seen, expected: Expected): boolean {
  return (
    response.status === expected.status &&
    response.body.includes(expected.body) &&
    (expected.reason === '' ? reason === '' : reason.includes(expected.reason))
  );
}
