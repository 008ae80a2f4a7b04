import type { GatherAction } from 'nestjs-signalwire-webhook';

export type Choice = 'opening-hours' | 'voicemail';

const options: readonly { choice: Choice; digit: string; words: RegExp }[] = [
  { choice: 'opening-hours', digit: '1', words: /\b(hours|open|opening)\b/i },
  { choice: 'voicemail', digit: '2', words: /\b(message|voicemail)\b/i },
];

/** Callers press a digit or say a word. */
export function readChoice({ Digits, SpeechResult = '' }: GatherAction): Choice | undefined {
  const option = options.find(({ digit, words }) => digit === Digits || words.test(SpeechResult));
  return option?.choice;
}
