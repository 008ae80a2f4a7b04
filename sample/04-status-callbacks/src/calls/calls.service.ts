import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type CallStatusCallback, isFinalStatus, isStatusRegression } from 'nestjs-signalwire-webhook';

/** Saves the status only if no other worker has saved one since it was read. */
const REPLACE = `
if (redis.call('HGET', KEYS[1], 'status') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'status', ARGV[2])
return 1
`;

export interface CallState {
  readonly status: string;
}

@Injectable()
export class CallsService {
  constructor(private readonly redis: Redis) {}

  /**
   * Callbacks of one call can overtake each other: a final status stays, and an earlier status does not replace a later one.
   *
   * @returns whether it was newer
   */
  async saveIfNewer(call: CallStatusCallback): Promise<boolean> {
    const { CallSid = '', CallStatus = '' } = call;
    const saved = await this.find(CallSid);
    if (saved && isNoProgress({ CallStatus: saved.status }, call)) return false;
    const isSaved = await this.redis.eval(REPLACE, 1, keyOf(CallSid), saved?.status ?? '', CallStatus);
    return isSaved === 1 || this.saveIfNewer(call);
  }

  async find(callSid: string): Promise<CallState | undefined> {
    const status = await this.redis.hget(keyOf(callSid), 'status');
    return status === null ? undefined : { status };
  }
}

function isNoProgress(saved: CallStatusCallback, received: CallStatusCallback): boolean {
  return isFinalStatus(saved) || isStatusRegression(saved, received);
}

function keyOf(callSid: string): string {
  return `call:${callSid}`;
}
