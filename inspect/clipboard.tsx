import { messageOf } from './api';

interface Props {
  readonly text: string;
  /** Names the text, for screen readers and the status line. */
  readonly name: string;
  readonly say: (message: string) => void;
}

/** Copies a text, and says so. */
export function CopyButton({ text, name, say }: Props) {
  const copy = () =>
    copyText(text).then(
      () => say(`${name} copied.`),
      (error: unknown) => say(messageOf(error)),
    );
  return (
    <button type="button" onClick={() => void copy()}>
      Copy<span class="hidden"> the {name.toLowerCase()}</span>
    </button>
  );
}

export function copyText(text: string): Promise<void> {
  return navigator.clipboard.writeText(text);
}
