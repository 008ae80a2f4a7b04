import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

import { Orders } from './orders.service.js';

/** `parsed` holds what the model made of the parameters' schema, which it does not always keep to. */
interface LookUpOrder {
  readonly argument?: { readonly parsed?: readonly { readonly order_number?: string | number }[] };
}

@SignalWireWebhook({ accept: 'basic-auth' })
@Controller('agent/functions/look-up-order')
export class LookUpOrderController {
  constructor(private readonly orders: Orders) {}

  @Post()
  lookUp(@WebhookPayload() { argument }: LookUpOrder) {
    const orderNumber = argument?.parsed?.[0]?.order_number;
    if (orderNumber === undefined) return { response: 'Ask the caller for the order number.' };
    const whereabouts = this.orders.whereabouts(String(orderNumber));
    return { response: `Order ${orderNumber} ${whereabouts ?? 'is unknown. Ask for the number again'}.` };
  }
}
