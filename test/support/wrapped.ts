/** Puts another function in the place of a method, under another name, as a tracing decorator does. */
export const Wrapped = (): MethodDecorator => (_target, _name, descriptor: PropertyDescriptor) => {
  const { value } = descriptor as { value: (...all: unknown[]) => unknown };
  const wrapper = (...all: unknown[]) => value(...all);
  for (const key of Reflect.getMetadataKeys(value) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, value), wrapper);
  }
  descriptor.value = wrapper;
};
