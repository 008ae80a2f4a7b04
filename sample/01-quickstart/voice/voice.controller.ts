import { Controller, Get, Header, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

import { CallLog } from './call-log.service.js';

const { VoiceResponse } = RestClient.LaML;

interface GatherAction {
  readonly Digits?: string;
}

interface CallStatusCallback {
  readonly CallSid: string;
  readonly CallStatus: string;
}

@SignalWireWebhook()
@Controller('voice')
export class VoiceController {
  constructor(private readonly callLog: CallLog) {}

  @Post()
  @Header('Content-Type', 'text/xml')
  inbound(): string {
    const response = new VoiceResponse();
    response
      .gather({ action: '/voice/menu', numDigits: 1 })
      .say('Press 1 for our opening hours. Press 2 to leave a message.');
    response.say('We did not hear a choice. Goodbye.');
    return response.toString();
  }

  @Post('menu')
  @Header('Content-Type', 'text/xml')
  menu(@WebhookPayload() { Digits }: GatherAction): string {
    const response = new VoiceResponse();
    if (Digits === '1') {
      response.say('We are open from nine to five.');
    } else if (Digits === '2') {
      response.say('Leave your message after the tone.');
      response.record({ maxLength: 60 });
    } else {
      response.redirect('/voice');
    }
    return response.toString();
  }

  @Post('status')
  @HttpCode(HttpStatus.NO_CONTENT)
  status(@WebhookPayload() { CallSid, CallStatus }: CallStatusCallback): void {
    this.callLog.record(CallSid, CallStatus);
  }

  /** For a number whose webhook is set to GET: the parameters are in the query. */
  @Get('greeting')
  @Header('Content-Type', 'text/xml')
  greeting(@WebhookPayload() { From = 'stranger' }: { readonly From?: string }): string {
    const response = new VoiceResponse();
    response.say(`Hello ${From}.`);
    return response.toString();
  }
}
