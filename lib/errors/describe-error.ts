import { ApplicationFailure, isOurs } from './application-failure.js';
import { describeInternalError, textOf } from './describe-internal-error.js';
import { isInstance, readProperty } from './is-error.js';
import { documentation, ISSUES } from './links.js';
import { printableLines } from './printable.js';

/** An error, as the log shows it. */
export interface ErrorDescription {
  /** Text of the error, on one or several lines. */
  readonly text: string;
  /** Stack of the error. Only for an error of this library or of the framework. */
  readonly stack?: string;
}

export interface ErrorPlace {
  /** The failed operation, which follows "The": `verification`. */
  readonly what: string;
  /** Whether the error is the cause of a thrown exception. */
  readonly isThrown: boolean;
  /** Text that the log must not repeat: `undefined` if it is unreadable, empty without a request. */
  readonly requestText: string | undefined;
}

/** Describes a thrown value for the log. Never throws. */
export function describeError(error: unknown, { what, isThrown, requestText }: ErrorPlace): ErrorDescription {
  if (isOurs(error) || isInstance(error, ApplicationFailure)) {
    return { text: printableLines(textOf(error, 'message')) + whereToRead(error, isThrown) };
  }
  const { summary, stack, isMessageLeftOut } = describeInternalError(error, requestText);
  const leftOut = isThrown ? READ_CAUSE : LEFT_OUT;
  const text = `The ${what} failed: ${summary}.${isMessageLeftOut ? leftOut : ''} ${REPORT}`;
  return stack === undefined ? { text } : { text, stack };
}

const REPORT =
  'The error is in nestjs-signalwire-webhook, in the framework or in a middleware. Fix: report it with its stack at ' +
  `${ISSUES}, unless the stack leads to your code.`;

const GUIDE = documentation('help/troubleshooting.md#read-the-error-of-your-own-function');

/** Returns where to read the message that was left out; empty if none was left out. */
export function whereToRead(error: Error, isThrown: boolean): string {
  const cause = readProperty(error, 'cause');
  if (cause === undefined || isOurs(cause)) return '';
  return isThrown ? READ_CAUSE : LOG_IT;
}

const LEFT_OUT = " The log leaves the error's message out, because it may be confidential.";

/** For an error that is the cause of the exception itself. */
export const READ_CAUSE = `${LEFT_OUT} Read it as the cause of the exception, in an exception filter (${GUIDE}).`;

/** For an error that no exception has as its cause. */
export const LOG_IT = `${LEFT_OUT} Catch and log the error where it is thrown.`;
