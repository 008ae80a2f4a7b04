import { Injectable } from '@nestjs/common';

/** By call, in memory: a real application keeps them in its database. */
@Injectable()
export class Summaries {
  private readonly summaries = new Map<string, string>();

  save(callId: string, summary: string): void {
    this.summaries.set(callId, summary);
  }

  find(callId: string): string | undefined {
    return this.summaries.get(callId);
  }
}
