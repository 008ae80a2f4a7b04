import { EventEmitter } from 'node:events';

import type { Delivery } from '../listen/delivery.js';

const MAX_DELIVERIES = 5000;
/** Of memory, headers included. */
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

/** About the memory that a delivery takes, with all that a caller, the application or a diagnosis may make long. */
function sizeOf({ request, response, url, result, diagnosis = '', group = '', problems }: Delivery): number {
  const signedUrl = result.verified ? result.url : '';
  const { statusText, failure = '' } = response;
  const texts = [request.target, url, signedUrl, diagnosis, group, statusText, failure, ...problems];
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

/** Its objects. */
const BYTES_OF_DELIVERY = 1024;
/** A header has a short name and a short value: without this a thousand of them would hardly count. */
const BYTES_OF_TEXT = 32;
const BYTES_OF_CHARACTER = 2;
