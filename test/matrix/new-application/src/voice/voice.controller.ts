import { Controller, Post } from '@nestjs/common';
import { type InboundCall, SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

@SignalWireWebhook()
@Controller('voice')
export class VoiceController {
  @Post()
  inbound(@WebhookPayload() call: InboundCall): string {
    return `<Response><Say>Hello ${call.From ?? 'stranger'}</Say></Response>`;
  }
}
