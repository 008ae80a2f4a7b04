import 'reflect-metadata';

/** Metadata of Nest's own decorators: `@Redirect()`, `@Render()`, `@Sse()`. */
const RESPONSE_DECORATORS = ['__redirect__', '__renderTemplate__', '__sse__'];
const ROUTE_ARGUMENTS = '__routeArguments__';
const PASSTHROUGH = '__responsePassthrough__';
/** The parameter types of `@Res()` and `@Next()`. */
const RESPONSE_ARGUMENT = /^[12]:/;
/** What `@HttpCode` sets. */
const HTTP_CODE = '__httpCode__';

/** How a handler responds, as its decorators say. */
export interface ResponseMode {
  /** The handler writes the response itself, so what it returns is not the response. */
  readonly handlerWritesResponse: boolean;
  /** By `@Res` or `@Next`: nobody else ends the response. */
  readonly isEndedByHandler: boolean;
  /** The handler has an `@HttpCode` of its own. */
  readonly hasOwnStatus: boolean;
}

/** @param names of the handler in its controller, under which Nest keeps what its parameters are */
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
