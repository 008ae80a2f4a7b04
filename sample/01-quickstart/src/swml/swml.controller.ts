import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, type SwmlCallRequest, WebhookPayload } from 'nestjs-signalwire-webhook';

@SignalWireWebhook({ content: ['json'] })
@Controller()
export class SwmlController {
  @Post(['/', 'swml'])
  inbound(@WebhookPayload() { call }: SwmlCallRequest) {
    return {
      version: '1.0.0',
      sections: {
        main: [{ answer: {} }, { play: { url: `say:Hello ${call.from ?? 'stranger'}.` } }, { hangup: {} }],
      },
    };
  }
}
