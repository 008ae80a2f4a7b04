import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { describeThirdPartyError } from './describe-third-party-error.js';
import { isInstance, isNamed } from './is-error.js';
import { isPromise } from './is-promise.js';
import { isUnavailable } from './signing-keys-unavailable.error.js';

/** An error of a function of the application. Its message can be logged: it contains only name and code of the cause. */
export class ApplicationFailure extends Error {
  /** @param source name of the function, which follows "The": `publicUrl function` */
  constructor(source: string, thrown: unknown) {
    super(`The ${source} failed: ${describeThirdPartyError(thrown)}.`, { cause: thrown });
    this.name = 'ApplicationFailure';
  }
}

/** Calls a function of the application, and wraps its error in an {@link ApplicationFailure}. */
export function callApplication<Result>(
  source: string,
  call: () => Result | PromiseLike<Result>,
): Result | Promise<Result> {
  const fail = (thrown: unknown): never => {
    throw isOurs(thrown) ? thrown : new ApplicationFailure(source, thrown);
  };
  try {
    const result = call();
    return isPromise(result) ? Promise.resolve(result).catch(fail) : result;
  } catch (thrown) {
    return fail(thrown);
  }
}

/** Returns the error that the application's function threw. */
export function withoutSource(error: unknown): unknown {
  return isInstance(error, ApplicationFailure) ? error.cause : error;
}

/** Compares names, because the class may come from the other build of this package. */
export function isOurs(error: unknown): error is Error {
  return isNamed(error, SignalWireWebhookConfigurationError) || isUnavailable(error);
}
