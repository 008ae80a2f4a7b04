import { EventEmitter } from 'node:events';

import type { Delivery } from '../listen/delivery.js';

const MAX_DELIVERIES = 5000;
/** Memory limit, headers included. */
const MAX_BYTES = 128 * 1024 * 1024;

interface StoreEvents {
  readonly add: [Delivery];
  readonly drop: [number];
}

/** Stores the latest deliveries. Drops the oldest ones beyond its limits. */
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

/** Estimates the memory of a delivery, including each text whose length depends on callers, the application or a diagnosis. */
function sizeOf({ request, response, url, result, diagnosis = '', group = '', warnings }: Delivery): number {
  const signedUrl = result.verified ? result.url : '';
  const { statusText, failure = '' } = response;
  const texts = [request.target, url, signedUrl, diagnosis, group, statusText, failure, ...warnings];
  return (
    BYTES_OF_DELIVERY +
    request.body.length +
    response.body.length +
    sizeOfTexts(texts) +
    sizeOfTexts(request.headers) +
    sizeOfTexts(response.headers)
  );
}

function sizeOfTexts(texts: readonly string[]): number {
  return texts.reduce((size, { length }) => size + BYTES_OF_TEXT + BYTES_OF_CHARACTER * length, 0);
}

/** Memory of the objects of a delivery. */
const BYTES_OF_DELIVERY = 1024;
/** Overhead of a text. Without it, thousands of short headers would hardly count. */
const BYTES_OF_TEXT = 32;
const BYTES_OF_CHARACTER = 2;
