import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

interface InboundCall {
  readonly call?: { readonly from?: string };
}

@SignalWireWebhook()
@Controller()
export class SwmlController {
  @Post(['/', 'swml'])
  inbound(@WebhookPayload() { call }: InboundCall) {
    return {
      version: '1.0.0',
      sections: {
        main: [{ answer: {} }, { play: { url: `say:Hello ${call?.from ?? 'stranger'}.` } }, { hangup: {} }],
      },
    };
  }
}
