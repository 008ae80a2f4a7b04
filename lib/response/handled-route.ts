import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

/** Metadata of Nest's own decorators: `@Redirect()`, `@Render()`, `@Sse()`. */
const OTHER_ANSWERS = ['__redirect__', '__renderTemplate__', '__sse__'];
const ROUTE_ARGUMENTS = '__routeArguments__';
const PASSTHROUGH = '__responsePassthrough__';
/** The parameter types of `@Res()` and `@Next()`. */
const RESPONSE_ARGUMENT = /^[12]:/;

/** Whether the handler answers by itself, so that what it returns is not the answer. */
export function answersByItself(reflector: Reflector, context: ExecutionContext): boolean {
  const handler = context.getHandler();
  if (OTHER_ANSWERS.some((key) => reflector.get<unknown>(key, handler) !== undefined)) return true;
  const controller = context.getClass();
  const routeArguments = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, handler.name) ?? {}) as object;
  if (!Object.keys(routeArguments).some((key) => RESPONSE_ARGUMENT.test(key))) return false;
  return Reflect.getMetadata(PASSTHROUGH, controller, handler.name) !== true;
}
