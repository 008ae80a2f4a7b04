import type { HttpAdapterHost } from '@nestjs/core';

/** In a test of the application, it may be a part of an adapter. */
export type HttpAdapter = Partial<HttpAdapterHost['httpAdapter']>;

/** Returns the HTTP adapter; `undefined` for an application without HTTP. */
export function adapterOf({ httpAdapter }: HttpAdapterHost): HttpAdapter | undefined {
  return httpAdapter as HttpAdapter | undefined;
}
