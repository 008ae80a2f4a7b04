/** A middleware or a route in the stack of Express 4 or 5. */
export interface ExpressLayer {
  readonly name?: string;
  readonly handle: (request: object, response: object, next: (error?: unknown) => void) => void;
  match(path: string): boolean;
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
}

interface ExpressInstance {
  readonly router?: { readonly stack?: readonly ExpressLayer[] };
  readonly _router?: { readonly stack?: readonly ExpressLayer[] };
}

/** Returns the stack of an Express application, or an empty list if it cannot be read. */
export function expressStack(instance: unknown): readonly ExpressLayer[] {
  const express = instance as ExpressInstance | undefined;
  try {
    // Express 4 has `_router`, and its `router` throws.
    return (express?._router ?? express?.router)?.stack ?? [];
  } catch {
    return [];
  }
}
