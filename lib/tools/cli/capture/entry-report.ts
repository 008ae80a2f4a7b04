import { printable } from '../../../errors/printable.js';
import { maskUrl } from '../../../signature/internal.js';
import { FAILURE, INVALID_USAGE, SUCCESS } from '../commands/command.js';
import { toOneLine, UsageError } from '../errors.js';
import { formatNumbers } from '../only.js';
import { describePublicUrl, type PublicUrl } from '../public-url.js';
import { RECORDED_KEY_WARNING } from '../signing-key.js';
import { paint, type Terminal, type Tone } from '../terminal.js';
import { targetOf } from '../url.js';
import type { CapturedEntry } from './captured-file.js';
import type { Captures, VerifiedCapture } from './read-captures.js';

const MAX_PATH = 48;

interface Note {
  readonly text: string;
  readonly numbers: number[];
}

/** Prints one line per entry of a file, then what applies to several entries, and a summary. */
export class EntryReport {
  private verified = 0;
  private rejected = 0;
  private readonly unreadable: number[] = [];
  private readonly publicUrls = new Map<string, PublicUrl>();
  private readonly notes = new Map<string, Note>();

  constructor(
    private readonly captures: Captures,
    private readonly terminal: Terminal,
    private readonly isJson: boolean,
  ) {
    if (!isJson) terminal.print(paint('heading', row('entry', 'method', 'path', 'verdict')));
  }

  /**
   * Verifies and prints every entry.
   *
   * @param membersOf returns the members of the JSON object of an entry
   * @returns the exit code
   */
  run(membersOf: (capture: VerifiedCapture, number: number, report: EntryReport) => object): number {
    const { entries } = this.captures;
    for (const [index, entry] of entries.entries()) {
      this.terminal.progress(`Verified ${index} of ${entries.length} entries`);
      this.judge(entry, membersOf);
    }
    this.terminal.progress(undefined);
    this.printEnd();
    if (this.rejected > 0) return FAILURE;
    return this.unreadable.length > 0 ? INVALID_USAGE : SUCCESS;
  }

  /** Adds a text below the entries. Entries with the same key share the text of the first one. */
  note(number: number, text: string, key = text): void {
    const note = this.notes.get(key);
    if (note) note.numbers.push(number);
    else this.notes.set(key, { text, numbers: [number] });
  }

  private judge(
    entry: CapturedEntry,
    membersOf: (capture: VerifiedCapture, number: number, report: EntryReport) => object,
  ): void {
    const { number } = entry;
    let capture: VerifiedCapture;
    try {
      capture = this.captures.verify(entry.read());
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.addUnreadable(number, toOneLine(error.message));
      return;
    }
    const { result, publicUrl } = capture;
    if (result.verified) this.verified++;
    else this.rejected++;
    this.publicUrls.set(publicUrl.url, publicUrl);
    if (this.isJson)
      this.terminal.print(
        JSON.stringify({ entry: number, ...placeOf(capture), ...membersOf(capture, number, this) }),
      );
    else {
      this.print(number, capture);
      membersOf(capture, number, this);
    }
  }

  private print(number: number, capture: VerifiedCapture): void {
    const { result, isRecordedKey, matchingPublicUrl } = capture;
    const verdict = result.verified
      ? `verified${isRecordedKey ? ' with the key in the file' : ''}`
      : `rejected  ${result.reason}`;
    const tone: Tone = !result.verified ? 'bad' : isRecordedKey ? 'warning' : 'good';
    const { method, path } = placeOf(capture);
    this.terminal.print(paint(tone, row(String(number), method, path, verdict)));
    if (isRecordedKey) this.note(number, RECORDED_KEY_WARNING);
    if (matchingPublicUrl !== undefined) this.note(number, describeOtherUrl(matchingPublicUrl));
  }

  private addUnreadable(number: number, message: string): void {
    this.unreadable.push(number);
    if (this.isJson) this.terminal.print(JSON.stringify({ entry: number, error: message }));
    else {
      this.terminal.print(paint('bad', row(String(number), '-', '-', 'not verified')));
      this.note(number, message);
    }
  }

  private printEnd(): void {
    if (this.isJson) {
      printSkipped(this.captures, true, this.terminal);
      return;
    }
    for (const { text, numbers } of this.notes.values()) {
      const [headline = '', ...rest] = text.split('\n');
      this.terminal.print(paint('heading', `${nameEntries(numbers)}: `), headline);
      if (rest.length > 0) this.terminal.print(rest.join('\n'));
    }
    for (const publicUrl of this.publicUrls.values()) this.terminal.print(describePublicUrl(publicUrl));
    this.terminal.print(this.summary());
    printSkipped(this.captures, false, this.terminal);
  }

  private summary(): string {
    const others = this.unreadable.length === 0 ? '' : `, ${this.unreadable.length} not verified`;
    return `${this.verified} verified, ${this.rejected} rejected${others}.`;
  }
}

/** Says which entries were left out, because they have no signature. */
export function printSkipped({ skipped }: Captures, isJson: boolean, terminal: Terminal): void {
  if (isJson)
    for (const entry of skipped) terminal.print(JSON.stringify({ entry, skipped: 'missing-signature' }));
  else if (skipped.length > 0)
    terminal.print(
      paint(
        'quiet',
        `${skipped.length === 1 ? '1 entry' : `${skipped.length} entries`} without a signature left out. ` +
          `To verify one: --only ${skipped[0] ?? 1}`,
      ),
    );
}

export function describeOtherUrl(publicUrl: string): string {
  return `The signature is valid for the URL of the capture. Fix: --public-url ${printable(publicUrl)}`;
}

/** Method and path without query values, for one line. */
export function placeOf({ request }: VerifiedCapture): { method: string; path: string } {
  return {
    method: printable(request.method, 20),
    path: printable(maskUrl(targetOf(request.url)), MAX_PATH),
  };
}

function nameEntries(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? 'Entry' : 'Entries'} ${formatNumbers(numbers)}`;
}

function row(number: string, method: string, path: string, verdict: string): string {
  return `${number.padStart(5)}  ${method.padEnd(7)} ${path.padEnd(MAX_PATH + 1)} ${verdict}`;
}
