/** Returns the name of a class for messages. A class can be anonymous, or have a static member `name`. */
export function className(owner: object): string {
  const { name } = owner as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : '(a class without a name)';
}

/** Returns the name of a method for messages, such as `VoiceController.inbound`; without a method, the name of the class. */
export function placeName(owner: object, method?: string | symbol): string {
  return method === undefined ? className(owner) : `${className(owner)}.${String(method)}`;
}

interface Context {
  getClass(): object;
  getHandler(): { readonly name: string };
}

/** Returns the name of the method that an execution context is about to call. */
export function handlerName(context: Context): string {
  return placeName(context.getClass(), context.getHandler().name);
}
