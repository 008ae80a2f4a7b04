import { Controller, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  type SwaigFunctionRequest,
  type SwaigFunctionResponse,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import { Orders } from './orders.service.js';

@SignalWireWebhook({
  accept: 'url-token',
  urlToken: { bind: ['call_id', 'function'] },
  content: ['json'],
})
@Controller('agent/functions/look-up-order')
export class LookUpOrderController {
  constructor(private readonly orders: Orders) {}

  @Post()
  lookUp(@WebhookPayload() request: SwaigFunctionRequest): SwaigFunctionResponse {
    const orderNumber = readOrderNumber(request);
    if (orderNumber === undefined) return { response: 'Ask the caller for the order number.' };
    const whereabouts = this.orders.whereabouts(orderNumber);
    return { response: `Order ${orderNumber} ${whereabouts ?? 'is unknown. Ask for the number again'}.` };
  }
}

/** The model does not always keep to the schema of the parameters. */
function readOrderNumber({ argument }: SwaigFunctionRequest): string | undefined {
  const orderNumber = argument?.parsed?.[0]?.order_number;
  return typeof orderNumber === 'string' || typeof orderNumber === 'number' ? String(orderNumber) : undefined;
}
