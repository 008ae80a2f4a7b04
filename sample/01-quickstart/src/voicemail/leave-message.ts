import { RestClient } from '@signalwire/compatibility-api';

const { VoiceResponse } = RestClient.LaML;

export function leaveMessage() {
  const response = new VoiceResponse();
  response.say('Leave your message after the tone.');
  response.record({
    action: '/voice/voicemail',
    maxLength: 60,
    transcribe: true,
    transcribeCallback: '/voice/voicemail/transcription',
  });
  response.say('We did not hear a message. Goodbye.');
  return response;
}
