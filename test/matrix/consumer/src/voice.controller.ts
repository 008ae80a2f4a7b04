import { Controller, Get, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  SkipSignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

@SignalWireWebhook()
@Controller('voice')
export class VoiceController {
  @Post()
  inbound(@WebhookPayload() call: { From?: string }): string {
    return `<?xml version="1.0" encoding="UTF-8"?><Response><Say>${call.From ?? ''}</Say></Response>`;
  }

  @Get()
  fetched(@WebhookPayload() call: { From?: string }): string {
    return this.inbound(call);
  }

  @Post('swml')
  swml(@VerifiedWebhook() webhook: VerifiedWebhookData): object {
    return { version: '1.0.0', sections: { main: [{ say: webhook.signatureFormat }] } };
  }

  @SkipSignalWireWebhook()
  @Get('health')
  health(): string {
    return 'healthy';
  }
}
