/**
 * The metadata keys of the decorators of `@nestjs/swagger`. Their names are repeated here, so that this library describes
 * protected routes without loading the package. They are the same in the versions for Nest 10 to 12.
 */
export const RESPONSES = 'swagger/apiResponse';
export const CONSUMES = 'swagger/apiConsumes';
export const PRODUCES = 'swagger/apiProduces';
export const PARAMETERS = 'swagger/apiParameters';
export const SECURITY = 'swagger/apiSecurity';
/** `@ApiHeader()` on a class. */
export const CLASS_HEADERS = 'swagger/apiHeaders';

/** The keys that this library sets on a method. */
const WRITTEN = [RESPONSES, CONSUMES, PARAMETERS, SECURITY];

/** The original metadata of each method, so that a second application in the same process starts from it. */
const originals = new WeakMap<object, ReadonlyMap<string, unknown>>();

/** Your descriptions of a route, by metadata key. */
export interface OwnDescription {
  readonly ofMethod: (key: string) => unknown;
  readonly ofClass: (key: string) => unknown;
}

export function readOwnDescription(controller: object, method: object): OwnDescription {
  const original = originals.get(method) ?? new Map(WRITTEN.map((key) => [key, read(key, method)]));
  originals.set(method, original);
  return {
    ofMethod: (key) => (original.has(key) ? original.get(key) : read(key, method)),
    ofClass: (key) => read(key, controller),
  };
}

function read(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target) as unknown;
}
