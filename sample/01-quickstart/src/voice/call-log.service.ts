import { Injectable } from '@nestjs/common';

/** The latest status of each call, in memory: a real application keeps it in its database. */
@Injectable()
export class CallLog {
  private readonly statuses = new Map<string, string>();

  record(callSid: string, callStatus: string): void {
    this.statuses.set(callSid, callStatus);
  }

  statusOf(callSid: string): string | undefined {
    return this.statuses.get(callSid);
  }
}
