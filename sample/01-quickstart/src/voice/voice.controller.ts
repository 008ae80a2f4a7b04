import { Controller, Get, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import {
  actionUrl,
  type CallStatusCallback,
  type GatherAction,
  type InboundCall,
  SignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import { leaveMessage } from '../voicemail/leave-message.js';
import { CallLog } from './call-log.service.js';
import { readChoice } from './menu.js';

const { VoiceResponse } = RestClient.LaML;

@SignalWireWebhook({ content: ['form'] })
@Controller('voice')
export class VoiceController {
  constructor(private readonly callLog: CallLog) {}

  @Post()
  inbound(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    const response = new VoiceResponse();
    response
      .gather({ action: actionUrl(webhook, 'menu'), input: ['dtmf', 'speech'], numDigits: 1 })
      .say('For our opening hours press 1 or say hours. To leave a message press 2 or say message.');
    response.say('We did not hear a choice. Goodbye.');
    return response;
  }

  @Post('menu')
  menu(@WebhookPayload() gathered: GatherAction, @VerifiedWebhook() webhook: VerifiedWebhookData) {
    switch (readChoice(gathered)) {
      case 'opening-hours':
        return tellOpeningHours();
      case 'voicemail':
        return leaveMessage(webhook);
      default:
        return repeatMenu(webhook);
    }
  }

  @Post('status')
  status(@WebhookPayload() { CallSid, CallStatus }: CallStatusCallback): void {
    if (CallSid && CallStatus) this.callLog.record(CallSid, CallStatus);
  }

  /** For a number whose webhook is set to GET: the parameters are in the query. */
  @SignalWireWebhook({ content: ['query'] })
  @Get('greeting')
  greeting(@WebhookPayload() { From = 'stranger' }: InboundCall) {
    const response = new VoiceResponse();
    response.say(`Hello ${From}.`);
    return response;
  }
}

function tellOpeningHours() {
  const response = new VoiceResponse();
  response.say('We are open from nine to five.');
  return response;
}

function repeatMenu(webhook: VerifiedWebhookData) {
  const response = new VoiceResponse();
  response.redirect(actionUrl(webhook, '/voice'));
  return response;
}
