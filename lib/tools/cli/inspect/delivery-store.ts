import { EventEmitter } from 'node:events';

import type { Delivery } from '../listen/delivery.js';

const MAX_DELIVERIES = 5000;
/** Memory limit, headers included. */
const MAX_BYTES = 128 * 1024 * 1024;

interface StoreEvents {
  readonly add: [Delivery];
  readonly drop: [number];
  readonly change: [Delivery];
  readonly clear: [];
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

  /** Replaces a delivery, unless it is no longer stored. */
  replace(delivery: Delivery): void {
    const old = this.deliveries.get(delivery.id);
    if (!old) return;
    this.deliveries.set(delivery.id, delivery);
    this.bytes += sizeOf(delivery) - sizeOf(old);
    this.emit('change', delivery);
  }

  clear(): void {
    this.deliveries.clear();
    this.bytes = 0;
    this.emit('clear');
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
function sizeOf({ request, response, url, result, group = '', warnings, ...rest }: Delivery): number {
  const signedUrl = result.verified ? result.url : '';
  const { statusText, failure = '' } = response;
  const { from = '', to = '' } = rest.conversation ?? {};
  const { text = '', findings = [] } = rest.diagnosis ?? {};
  const explained = findings.flatMap(({ difference, evidence, fix }) => [difference, evidence, fix]);
  const texts = [request.target, url, signedUrl, group, from, to, text, statusText, failure];
  return (
    BYTES_OF_DELIVERY +
    request.body.length +
    response.body.length +
    sizeOfTexts([...texts, ...explained, ...warnings]) +
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
