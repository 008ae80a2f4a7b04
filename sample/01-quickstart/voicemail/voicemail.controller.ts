import { Controller, Post } from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

import { Voicemails } from './voicemails.service.js';

const { VoiceResponse } = RestClient.LaML;

interface RecordAction {
  readonly From: string;
  readonly RecordingUrl: string;
  readonly RecordingDuration: string;
}

interface TranscriptionStatusCallback {
  readonly RecordingUrl: string;
  readonly TranscriptionStatus: 'completed' | 'failed';
  readonly TranscriptionText: string;
}

@SignalWireWebhook()
@Controller('voice/voicemail')
export class VoicemailController {
  constructor(private readonly voicemails: Voicemails) {}

  @Post()
  recorded(@WebhookPayload() { From, RecordingUrl, RecordingDuration }: RecordAction) {
    this.voicemails.save(RecordingUrl, { from: From, duration: Number(RecordingDuration) });
    const response = new VoiceResponse();
    response.say('Thank you for your message. Goodbye.');
    response.hangup();
    return response;
  }

  @Post('transcription')
  transcribed(@WebhookPayload() callback: TranscriptionStatusCallback): void {
    if (callback.TranscriptionStatus === 'failed') return;
    this.voicemails.save(callback.RecordingUrl, { text: callback.TranscriptionText });
  }
}
