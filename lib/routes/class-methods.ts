/** What stands under a name in one class of a chain: `undefined` for an accessor. */
export interface OwnMethod {
  /** The prototype that has it. */
  readonly owner: object;
  readonly method: unknown;
}

/** The prototypes of a class and of its bases, its own first. Nothing is instantiated, and no getter is called. */
function prototypesOf(metatype: object): object[] {
  const prototypes: object[] = [];
  let prototype = (metatype as { prototype?: object | null }).prototype;
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    prototypes.push(prototype);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototypes;
}

/** The methods by name; of one name the overriding method first, then those of the bases. */
export function methodsByName(metatype: object): Map<string, [OwnMethod, ...OwnMethod[]]> {
  const methods = new Map<string, [OwnMethod, ...OwnMethod[]]>();
  for (const owner of prototypesOf(metatype)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name === 'constructor') continue;
      const own = { owner, method: value as unknown };
      const overriding = methods.get(name);
      if (overriding) overriding.push(own);
      else methods.set(name, [own]);
    }
  }
  return methods;
}

/** The names under which a method of a class is called: its own name may be that of a decorator's wrapper. */
export function namesOfMethod(metatype: object, method: unknown): string[] {
  return [...methodsByName(metatype)].flatMap(([name, [own]]) => (own.method === method ? name : []));
}

/** The class and its bases. */
export function classesOf(metatype: object): object[] {
  return prototypesOf(metatype).map(({ constructor }) => constructor);
}
