import { Controller, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import { type InboundMessage, SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

const { MessagingResponse } = RestClient.LaML;

@SignalWireWebhook({ content: ['form'] })
@Controller('messages')
export class MessagesController {
  @Post()
  inbound(@WebhookPayload() { Body = '' }: InboundMessage) {
    const response = new MessagingResponse();
    response.message(`You wrote: ${Body}`);
    return response;
  }
}
