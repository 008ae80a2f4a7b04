import { Controller, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import {
  type InboundCall,
  SignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

const { VoiceResponse } = RestClient.LaML;

@SignalWireWebhook({ content: ['form'] })
@Controller('voice')
export class VoiceController {
  @Post()
  inbound(
    @VerifiedWebhook() { projectId = 'none', keyIndex }: VerifiedWebhookData,
    @WebhookPayload() { From = 'stranger' }: InboundCall,
  ) {
    const response = new VoiceResponse();
    response.say(`Hello ${From}, this is project ${projectId}, signed with key ${keyIndex}.`);
    return response;
  }
}
