import { Injectable } from '@nestjs/common';

/** In memory: a real application asks its shop. */
@Injectable()
export class Orders {
  private readonly orders = new Map([
    ['4711', 'is on its way and arrives on Friday'],
    ['4712', 'waits to be collected'],
  ]);

  whereabouts(orderNumber: string): string | undefined {
    return this.orders.get(orderNumber);
  }
}
