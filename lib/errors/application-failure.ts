import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { describeThirdPartyError } from './describe-third-party-error.js';
import { isInstance, isNamed } from './is-error.js';
import { SigningKeysUnavailableError } from './signing-keys-unavailable.error.js';

/** What a function of the application threw. Its own message can be logged: it holds nothing of the cause but name and code. */
export class ApplicationFailure extends Error {
  /** @param source which function, after "The": `publicUrl function` */
  constructor(source: string, thrown: unknown) {
    super(`The ${source} failed: ${describeThirdPartyError(thrown)}.`, { cause: thrown });
    this.name = 'ApplicationFailure';
  }
}

/** Calls a function of the application; what it throws or rejects with says whose it is. */
export function callApplication<Result>(
  source: string,
  call: () => Result | PromiseLike<Result>,
): Result | Promise<Result> {
  const fail = (thrown: unknown): never => {
    throw isOurs(thrown) ? thrown : new ApplicationFailure(source, thrown);
  };
  try {
    const result = call();
    return isThenable(result) ? Promise.resolve(result).catch(fail) : result;
  } catch (thrown) {
    return fail(thrown);
  }
}

/** What the application's function threw itself. */
export function withoutSource(error: unknown): unknown {
  return isInstance(error, ApplicationFailure) ? error.cause : error;
}

/** By name, since the class may be that of the package's other build. */
export function isOurs(error: unknown): error is Error {
  return isNamed(error, SignalWireWebhookConfigurationError) || isNamed(error, SigningKeysUnavailableError);
}

function isThenable<Result>(result: Result | PromiseLike<Result>): result is PromiseLike<Result> {
  return typeof result === 'object' && result !== null && 'then' in result;
}
