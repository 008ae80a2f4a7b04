import { Controller, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import {
  readSeconds,
  type RecordAction,
  SignalWireWebhook,
  type TranscriptionCallback,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import { Voicemails } from './voicemails.service.js';

const { VoiceResponse } = RestClient.LaML;

@SignalWireWebhook({ content: ['form'] })
@Controller('voice/voicemail')
export class VoicemailController {
  constructor(private readonly voicemails: Voicemails) {}

  @Post()
  recorded(@WebhookPayload() { From, RecordingUrl, RecordingDuration }: RecordAction) {
    if (RecordingUrl) {
      this.voicemails.save(RecordingUrl, { from: From, duration: readSeconds(RecordingDuration) });
    }
    const response = new VoiceResponse();
    response.say('Thank you for your message. Goodbye.');
    response.hangup();
    return response;
  }

  @Post('transcription')
  transcribed(
    @WebhookPayload() { RecordingUrl, TranscriptionStatus, TranscriptionText }: TranscriptionCallback,
  ): void {
    if (RecordingUrl && TranscriptionStatus === 'completed') {
      this.voicemails.save(RecordingUrl, { text: TranscriptionText });
    }
  }
}
