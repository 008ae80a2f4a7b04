import { describeThirdPartyError } from './describe-third-party-error.js';
import { isError, readProperty } from './is-error.js';
import { printable } from './printable.js';

const MAX_FRAMES = 20;
const MAX_FRAME = 300;

interface InternalError {
  /** In one line. */
  readonly summary: string;
  readonly stack: string | undefined;
  readonly isMessageLeftOut: boolean;
}

/**
 * An error of this library or of the framework: its name, the frames of its stack, and its message if it certainly quotes
 * nothing.
 *
 * @param requestText what the message may quote, escaped and unescaped; `undefined` if it could not be read
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

/** Numbers, keys, tokens, addresses and JSON have other characters, or longer words. */
const PLAIN_MESSAGE = /^[a-z '"().,:]{1,200}$/i;
const MAX_WORD = 20;

/** Words of the engine's own messages: a request that holds one of them as well is not quoted by it. */
const ENGINE_WORDS = new Set(
  (
    'a access an and array as at before be by call called cannot class constructor convert defined destructure empty exceeded ' +
    'for from function has if in initial initialization instance intermediate invalid invoked is it iterable length maximum ' +
    'must new no not null object of on only or properties property read reading reduce set setting size stack string the to ' +
    'type undefined value with without'
  ).split(' '),
);

/**
 * The engine quotes values in its messages, whole or cut, and so does Node. A message is logged only if each of its words is
 * the engine's or occurs nowhere in the request, and if it is no text that could hold a key or a token. In doubt it is not.
 */
function quotesNothing(message: string, requestText: string | undefined): boolean {
  if (requestText === undefined || !PLAIN_MESSAGE.test(message)) return false;
  const request = requestText.toLowerCase();
  const words = message.toLowerCase().match(/[a-z]+/g) ?? [];
  return words.every(
    (word) => ENGINE_WORDS.has(word) || (word.length <= MAX_WORD && !request.includes(word)),
  );
}

/** Before the message in a stack: `TypeError: `, `TypeError [ERR_INVALID_URL]: `. */
const STACK_HEADER = /^[\w$.]*(?: \[\w+\])?(?:: )?$/;

/** A stack repeats the message, whose lines may look like frames: without that message there, none of it is certain. */
function framesOf(stack: string, message: string): string | undefined {
  const at = stack.indexOf(`${message}\n`);
  if (at < 0 || !STACK_HEADER.test(stack.slice(0, at))) return undefined;
  const lines = stack.slice(at + message.length).split('\n');
  const frames = lines.filter((line) => /^ {4}at /.test(line)).slice(0, MAX_FRAMES);
  if (frames.length === 0) return undefined;
  return frames.map((frame) => `    ${printable(frame.trim(), MAX_FRAME)}`).join('\n');
}
