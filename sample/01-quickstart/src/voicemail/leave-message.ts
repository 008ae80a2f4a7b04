import { RestClient } from '@signalwire/compatibility-api';
import { actionUrl, type VerifiedWebhookData } from 'nestjs-signalwire-webhook';

const { VoiceResponse } = RestClient.LaML;

export function leaveMessage(webhook: VerifiedWebhookData) {
  const response = new VoiceResponse();
  response.say('Leave your message after the tone.');
  response.record({
    action: actionUrl(webhook, '/voice/voicemail'),
    maxLength: 60,
    transcribe: true,
    transcribeCallback: actionUrl(webhook, '/voice/voicemail/transcription'),
  });
  response.say('We did not hear a message. Goodbye.');
  return response;
}
