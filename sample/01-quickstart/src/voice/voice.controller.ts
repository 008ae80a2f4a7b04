import { Controller, Get, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import {
  type CallStatusCallback,
  type GatherAction,
  type InboundCall,
  SignalWireWebhook,
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
  inbound() {
    const response = new VoiceResponse();
    response
      .gather({ action: '/voice/menu', input: ['dtmf', 'speech'], numDigits: 1 })
      .say('For our opening hours press 1 or say hours. To leave a message press 2 or say message.');
    response.say('We did not hear a choice. Goodbye.');
    return response;
  }

  @Post('menu')
  menu(@WebhookPayload() gathered: GatherAction) {
    switch (readChoice(gathered)) {
      case 'opening-hours':
        return tellOpeningHours();
      case 'voicemail':
        return leaveMessage();
      default:
        return repeatMenu();
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

function repeatMenu() {
  const response = new VoiceResponse();
  response.redirect('/voice');
  return response;
}
