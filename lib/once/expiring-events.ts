export interface RememberedEvent {
  readonly id: string;
  readonly leaseId: string;
  readonly since: number;
  readonly until: number;
}

interface Entry extends RememberedEvent {
  readonly queue: Queue;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/** The events of one duration, which expire in the order of their arrival. */
interface Queue {
  readonly duration: number;
  oldest: Entry | undefined;
  newest: Entry | undefined;
}

/**
 * Events by event ID, with an expiry. Removing an expired event takes constant time. The queues are linked lists, because finding
 * the first key of a Map slows down after many deletions.
 */
export class ExpiringEvents {
  private readonly events = new Map<string, Entry>();
  private readonly queues = new Map<number, Queue>();

  get size(): number {
    return this.events.size;
  }

  get(id: string, now: number): RememberedEvent | undefined {
    const event = this.events.get(id);
    return event && event.until > now ? event : undefined;
  }

  set(id: string, leaseId: string, duration: number, now: number): void {
    this.delete(id);
    const queue = this.queueOf(duration);
    const { newest } = queue;
    const entry = { id, leaseId, since: now, until: now + duration, queue, older: newest, newer: undefined };
    if (newest) newest.newer = entry;
    else queue.oldest = entry;
    queue.newest = entry;
    this.events.set(id, entry);
  }

  delete(id: string): void {
    const entry = this.events.get(id);
    if (!entry) return;
    this.events.delete(id);
    const { queue, older, newer } = entry;
    entry.older = entry.newer = undefined;
    if (older) older.newer = newer;
    else queue.oldest = newer;
    if (newer) newer.older = older;
    else queue.newest = older;
    if (!queue.oldest) this.queues.delete(queue.duration);
  }

  forgetExpired(now: number): void {
    for (const queue of this.queues.values()) {
      while (queue.oldest && queue.oldest.until <= now) this.delete(queue.oldest.id);
    }
  }

  oldest(): RememberedEvent | undefined {
    let oldest: RememberedEvent | undefined;
    for (const queue of this.queues.values()) {
      if (queue.oldest && (!oldest || queue.oldest.since < oldest.since)) oldest = queue.oldest;
    }
    return oldest;
  }

  private queueOf(duration: number): Queue {
    const queue = this.queues.get(duration) ?? { duration, oldest: undefined, newest: undefined };
    this.queues.set(duration, queue);
    return queue;
  }
}
