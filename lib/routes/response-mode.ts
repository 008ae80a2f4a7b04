import 'reflect-metadata';

import { HTTP_CODE, PASSTHROUGH, RESPONSE_DECORATORS, ROUTE_ARGUMENTS } from './nest-metadata.js';

/** The parameter types of `@Res()` and `@Next()`. */
const RESPONSE_ARGUMENT = /^[12]:/;

/** How a handler responds, according to its decorators. */
export interface ResponseMode {
  /** Whether the handler writes the response, so that its return value is not the response. */
  readonly handlerWritesResponse: boolean;
  /** Whether the handler must end the response, because it has `@Res` or `@Next`. */
  readonly isEndedByHandler: boolean;
  /** Whether the handler has `@HttpCode`. */
  readonly hasOwnStatus: boolean;
}

/** @param names the handler's method names in its controller, under which Nest stores the metadata of parameters */
export function readResponseMode(
  controller: object,
  handler: object,
  names: readonly string[],
): ResponseMode {
  const isEndedByHandler = names.some((name) => takesResponse(controller, name));
  return {
    handlerWritesResponse:
      isEndedByHandler || RESPONSE_DECORATORS.some((key) => Reflect.getMetadata(key, handler) !== undefined),
    isEndedByHandler,
    hasOwnStatus: Reflect.getMetadata(HTTP_CODE, handler) !== undefined,
  };
}

function takesResponse(controller: object, name: string): boolean {
  const routeArguments = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) ?? {}) as object;
  if (!Object.keys(routeArguments).some((key) => RESPONSE_ARGUMENT.test(key))) return false;
  return Reflect.getMetadata(PASSTHROUGH, controller, name) !== true;
}
