import { Controller, Header, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

const { MessagingResponse } = RestClient.LaML;

interface InboundMessage {
  readonly Body?: string;
}

@SignalWireWebhook()
@Controller('messages')
export class MessagesController {
  @Post()
  @Header('Content-Type', 'text/xml')
  inbound(@WebhookPayload() { Body = '' }: InboundMessage): string {
    const response = new MessagingResponse();
    response.message(`You wrote: ${Body}`);
    return response.toString();
  }
}
