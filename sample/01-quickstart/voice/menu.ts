export type Choice = 'opening-hours' | 'voicemail';

/** What a `<Gather>` posts to its action: the digits or the words, whichever came first. */
export interface GatherAction {
  readonly Digits?: string;
  readonly SpeechResult?: string;
}

const options: readonly { choice: Choice; digit: string; words: RegExp }[] = [
  { choice: 'opening-hours', digit: '1', words: /\b(hours|open|opening)\b/i },
  { choice: 'voicemail', digit: '2', words: /\b(message|voicemail)\b/i },
];

export function readChoice({ Digits, SpeechResult = '' }: GatherAction): Choice | undefined {
  const option = options.find(({ digit, words }) => digit === Digits || words.test(SpeechResult));
  return option?.choice;
}
