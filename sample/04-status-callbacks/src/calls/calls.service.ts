import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type CallStatusCallback, readInteger } from 'nestjs-signalwire-webhook';

/** Callbacks of one call can overtake each other: the highest sequence number is the newest state. */
const SAVE_IF_NEWER = `
local saved = tonumber(redis.call('HGET', KEYS[1], 'sequence') or '-1')
if tonumber(ARGV[1]) <= saved then return 0 end
redis.call('HSET', KEYS[1], 'sequence', ARGV[1], 'status', ARGV[2])
return 1
`;

export interface CallState {
  readonly status: string;
  readonly sequence: number;
}

@Injectable()
export class CallsService {
  constructor(private readonly redis: Redis) {}

  /** @returns whether it was newer */
  async saveIfNewer({ CallSid = '', CallStatus = '', SequenceNumber }: CallStatusCallback): Promise<boolean> {
    const sequence = readInteger(SequenceNumber) ?? 0;
    return (await this.redis.eval(SAVE_IF_NEWER, 1, keyOf(CallSid), sequence, CallStatus)) === 1;
  }

  async find(callSid: string): Promise<CallState | undefined> {
    const { status, sequence } = await this.redis.hgetall(keyOf(callSid));
    return status === undefined ? undefined : { status, sequence: Number(sequence) };
  }
}

function keyOf(callSid: string): string {
  return `call:${callSid}`;
}
