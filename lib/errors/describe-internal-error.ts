import { describeThirdPartyError } from './describe-third-party-error.js';
import { isError, readProperty } from './is-error.js';
import { printable } from './printable.js';

const MAX_FRAMES = 20;
const MAX_FRAME = 300;

interface InternalError {
  /** One line of text. */
  readonly summary: string;
  readonly stack: string | undefined;
  readonly isMessageLeftOut: boolean;
}

/**
 * Describes an error of this library or of the framework: its name, the frames of its stack, and its message if the message
 * certainly does not quote the request.
 *
 * @param requestText text that the message may quote, escaped and unescaped; `undefined` if it could not be read
 */
export function describeInternalError(error: unknown, requestText: string | undefined): InternalError {
  const name = describeThirdPartyError(error);
  if (!isError(error)) return { summary: name, stack: undefined, isMessageLeftOut: false };
  const message = textOf(error, 'message');
  const stack = framesOf(textOf(error, 'stack'), message);
  if (message === '') return { summary: name, stack, isMessageLeftOut: false };
  const isShown = readProperty(error, 'code') === undefined && quotesNothing(message, requestText);
  const summary = isShown ? `${name}: ${message.replace(/\.$/, '')}` : name;
  return { summary, stack, isMessageLeftOut: !isShown };
}

export function textOf(error: Error, name: string): string {
  const text = readProperty(error, name);
  return typeof text === 'string' ? text : '';
}

/** Excludes numbers, keys, tokens, addresses and JSON, which have other characters or longer words. */
const PLAIN_MESSAGE = /^[a-z '"().,:]{1,200}$/i;
const MAX_WORD = 20;

/** Words of the engine's messages. A message with such a word does not quote a request that contains the word as well. */
const ENGINE_WORDS = new Set(
  `a access an and array as at before be by call called cannot class constructor convert defined destructure empty exceeded
   for from function has if in in initial initialization instance intermediate invalid invoked is it iterable length maximum
   must new no not null object of on only or properties property read reading reduce set setting size stack string the to
   type undefined value with without`.split(/\s+/),
);

/**
 * Returns whether a message can be logged. The engine and Node quote values in messages, whole or cut. Each word must be a word of
 * the engine or be absent from the request, and the message must not look like text with a key or a token.
 */
function quotesNothing(message: string, requestText: string | undefined): boolean {
  if (requestText === undefined || !PLAIN_MESSAGE.test(message)) return false;
  const request = requestText.toLowerCase();
  const words = message.toLowerCase().match(/[a-z]+/g) ?? [];
  return words.every(
    (word) => ENGINE_WORDS.has(word) || (word.length <= MAX_WORD && !request.includes(word)),
  );
}

/** Text before the message in a stack: `TypeError: `, `TypeError [ERR_INVALID_URL]: `. */
const STACK_HEADER = /^[\w$.]*(?: \[\w+\])?(?:: )?$/;

/** Cuts the message off the stack, because lines of the message may look like frames. If it is not found, no frame is certain. */
function framesOf(stack: string, message: string): string | undefined {
  const at = stack.indexOf(`${message}\n`);
  if (at < 0 || !STACK_HEADER.test(stack.slice(0, at))) return undefined;
  const lines = stack.slice(at + message.length).split('\n');
  const frames = lines.filter((line) => /^ {4}at /.test(line)).slice(0, MAX_FRAMES);
  if (frames.length === 0) return undefined;
  return frames.map((frame) => `    ${printable(frame.trim(), MAX_FRAME)}`).join('\n');
}
