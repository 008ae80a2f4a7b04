import { setTimeout } from 'node:timers/promises';

const PAUSE = 2;

type Send = () => Promise<{ readonly status: number }>;

/** Requests that must be accepted, sent over and over while something else goes on. */
export class Traffic {
  sent = 0;
  readonly rejected: string[] = [];
  private readonly stops: (() => Promise<void>)[] = [];

  /** @returns what stops this flow */
  start(name: string, send: Send): () => Promise<void> {
    const flow = new AbortController();
    const flowing = this.repeat(name, send, flow.signal);
    const stop = () => {
      flow.abort();
      return flowing;
    };
    this.stops.push(stop);
    return stop;
  }

  async stop(): Promise<void> {
    await Promise.all(this.stops.map((stop) => stop()));
  }

  private async repeat(name: string, send: Send, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { status } = await send().catch(() => ({ status: 0 }));
      this.sent++;
      if (status !== 200) this.rejected.push(`${name}: ${status}`);
      await setTimeout(PAUSE);
    }
  }
}
