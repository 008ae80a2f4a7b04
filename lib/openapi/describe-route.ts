import type { Type } from '@nestjs/common';

import { ROUTE_OPTIONS_METADATA, SKIP_METADATA } from '../signalwire-webhook.metadata.js';
import type { AcceptedProof } from '../signalwire-webhook.options.js';

/**
 * The metadata of `@nestjs/swagger`'s own decorators. Written here by name, so that a document that is generated with it
 * describes protected routes, and nothing is loaded without it.
 */
const RESPONSES = 'swagger/apiResponse';
const CONSUMES = 'swagger/apiConsumes';
const PARAMETERS = 'swagger/apiParameters';

const CONTENT_TYPES = ['application/x-www-form-urlencoded', 'application/json'];
const SIGNATURE_HEADERS = ['X-SignalWire-Signature', 'X-SignalWire-SHA256-Signature'];

/** Describes a protected method, or each one of a controller, for OpenAPI; what the user described stands. */
export function describeRoute(accept: AcceptedProof = 'signature'): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const methods = descriptor ? [descriptor.value as object] : methodsWithoutDecorator(target as Type);
    for (const method of methods) describeMethod(method, accept);
  };
}

/** Those that their controller's decorator speaks for. */
function methodsWithoutDecorator(controller: Type): object[] {
  return Object.values(Object.getOwnPropertyDescriptors(controller.prototype))
    .map(({ value }): unknown => value)
    .filter((value): value is object => typeof value === 'function' && value !== controller)
    .filter(
      (method) => ![ROUTE_OPTIONS_METADATA, SKIP_METADATA].some((key) => Reflect.hasMetadata(key, method)),
    );
}

function describeMethod(method: object, accept: AcceptedProof): void {
  const read = (key: string): unknown => Reflect.getMetadata(key, method);
  const headers = accept === 'basic-auth' ? [] : SIGNATURE_HEADERS.map(describeHeader);
  Reflect.defineMetadata(
    RESPONSES,
    { ...refusals(accept), ...(read(RESPONSES) as object | undefined) },
    method,
  );
  Reflect.defineMetadata(CONSUMES, read(CONSUMES) ?? CONTENT_TYPES, method);
  Reflect.defineMetadata(
    PARAMETERS,
    [...((read(PARAMETERS) as object[] | undefined) ?? []), ...headers],
    method,
  );
}

function refusals(accept: AcceptedProof): object {
  const forbidden = { 403: { description: 'Not a request that SignalWire signed' } };
  return accept === 'basic-auth' ? { ...forbidden, 401: { description: 'Wrong credentials' } } : forbidden;
}

function describeHeader(name: string): object {
  const isOptional = name.includes('SHA256');
  return {
    name,
    in: 'header',
    required: !isOptional,
    description: isOptional
      ? 'Hexadecimal HMAC-SHA256 of the URL and the raw body; on SWML call requests'
      : 'HMAC-SHA1 of the URL and the body: base64 for cXML, hexadecimal for SWML',
    schema: { type: 'string' },
  };
}
