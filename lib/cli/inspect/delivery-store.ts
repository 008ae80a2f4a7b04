import { EventEmitter } from 'node:events';

import type { Delivery } from '../listen/delivery.js';

const MAX_DELIVERIES = 5000;
const MAX_BYTES = 128 * 1024 * 1024;

interface StoreEvents {
  readonly add: [Delivery];
  readonly drop: [number];
}

/** The latest deliveries, as many as fit; the oldest are dropped. */
export class DeliveryStore extends EventEmitter<StoreEvents> {
  private readonly deliveries = new Map<number, Delivery>();
  private bytes = 0;

  add(delivery: Delivery): void {
    this.deliveries.set(delivery.id, delivery);
    this.bytes += sizeOf(delivery);
    this.emit('add', delivery);
    for (const oldest of this.deliveries.values()) {
      if (this.deliveries.size <= MAX_DELIVERIES && this.bytes <= MAX_BYTES) return;
      this.drop(oldest);
    }
  }

  get(id: number): Delivery | undefined {
    return this.deliveries.get(id);
  }

  all(): Delivery[] {
    return [...this.deliveries.values()];
  }

  private drop(delivery: Delivery): void {
    this.deliveries.delete(delivery.id);
    this.bytes -= sizeOf(delivery);
    this.emit('drop', delivery.id);
  }
}

function sizeOf({ request, response }: Delivery): number {
  return 2048 + request.body.length + response.body.length + request.target.length;
}
