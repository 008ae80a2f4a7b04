import { type ArgumentMetadata, type PipeTransform, type Type, ValidationPipe } from '@nestjs/common';

import { placeName } from '../errors/place-name.js';
import { namesOfMethod } from '../routes/class-methods.js';
import { PIPES_METADATA, ROUTE_ARGUMENTS } from '../routes/nest-metadata.js';
import { NEEDS_VERIFICATION } from '../routes/route-metadata.js';
import type { WebhookRoute } from '../routes/webhook-route.js';

/**
 * Warns about a DTO of `@WebhookPayload()` with rules of class-validator that no pipe checks: a global `ValidationPipe` ignores
 * custom decorators.
 */
export function findUnvalidatedPayload(
  { controller, handler }: WebhookRoute,
  globalPipes: readonly PipeTransform[],
): string | undefined {
  const isOwn = hasOwnPipes(controller) || hasOwnPipes(handler);
  if (isOwn || globalPipes.length === 0 || !globalPipes.every(ignoresCustomDecorators)) return undefined;
  const types = namesOfMethod(controller, handler).flatMap((name) => payloadTypes(controller, name));
  const dto = types.find(hasRules);
  return (
    dto &&
    `${placeName(controller, handler.name)} has @WebhookPayload() with the type ${dto.name}. The global ValidationPipe does not ` +
      'validate it, because the pipe ignores custom decorators. Fix: @WebhookPayload(new ValidationPipe({ transform: true, ' +
      'validateCustomDecorators: true }))'
  );
}

function ignoresCustomDecorators(pipe: PipeTransform): boolean {
  const { validateCustomDecorators } = pipe as { readonly validateCustomDecorators?: boolean };
  return pipe.constructor === ValidationPipe && validateCustomDecorators !== true;
}

function hasOwnPipes(target: object): boolean {
  return Reflect.hasMetadata(PIPES_METADATA, target);
}

interface Parameter {
  readonly index: number;
  readonly pipes?: readonly unknown[];
  readonly factory?: { readonly [NEEDS_VERIFICATION]?: string };
}

/** Returns the types of the parameters with `@WebhookPayload()` and without a pipe. */
function payloadTypes(controller: Type, method: string): NonNullable<ArgumentMetadata['metatype']>[] {
  const parameters = Object.values(
    (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method) ?? {}) as Record<string, Parameter>,
  );
  const prototype = controller.prototype as object;
  const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as Type[];
  return parameters
    .filter(
      ({ factory, pipes = [] }) => factory?.[NEEDS_VERIFICATION] === '@WebhookPayload()' && !pipes.length,
    )
    .flatMap(({ index }) => types[index] ?? []);
}

interface RuleStorage {
  getTargetValidationMetadatas(
    type: object,
    schema: string,
    always: boolean,
    strict: boolean,
  ): readonly unknown[];
}

/** Whether class-validator has rules for the class. Its storage is a global variable, so that all its copies share it. */
function hasRules(type: object): boolean {
  const { classValidatorMetadataStorage: storage } = globalThis as {
    classValidatorMetadataStorage?: RuleStorage;
  };
  return (storage?.getTargetValidationMetadatas(type, '', false, false).length ?? 0) > 0;
}
