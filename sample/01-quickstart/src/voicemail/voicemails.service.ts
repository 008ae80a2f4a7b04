import { Injectable } from '@nestjs/common';

export interface Voicemail {
  readonly from?: string | undefined;
  /** In seconds. */
  readonly duration?: number | undefined;
  readonly text?: string | undefined;
}

/** By the URL of the recording, in memory: a real application keeps them in its database. */
@Injectable()
export class Voicemails {
  private readonly voicemails = new Map<string, Voicemail>();

  /** Merges, since the recording and its transcription may come in any order, and more than once. */
  save(recordingUrl: string, voicemail: Voicemail): void {
    this.voicemails.set(recordingUrl, { ...this.voicemails.get(recordingUrl), ...voicemail });
  }

  find(recordingUrl: string): Voicemail | undefined {
    return this.voicemails.get(recordingUrl);
  }
}
