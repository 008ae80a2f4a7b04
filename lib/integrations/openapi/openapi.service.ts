import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { type AcceptedAuthentication, requires } from '../../credentials/accept-option.js';
import { findProtectedRoutes } from '../../routes/find-protected-routes.js';
import type { EffectiveOptions } from '../../routes/effective-options.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import type { SignalWireWebhookModuleOptions } from '../../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../../signalwire-webhook.tokens.js';

/**
 * The metadata keys of the decorators of `@nestjs/swagger`. Their names are repeated here, so that this library describes
 * protected routes without loading the package.
 */
const RESPONSES = 'swagger/apiResponse';
const CONSUMES = 'swagger/apiConsumes';
const PARAMETERS = 'swagger/apiParameters';

const CONTENT_TYPES = ['application/x-www-form-urlencoded', 'application/json'];
const SIGNATURE_HEADERS = ['X-SignalWire-Signature', 'X-SignalWire-SHA256-Signature'];

/** The original metadata of each method, so that a second application in the same process starts from it. */
const described = new WeakMap<object, Readonly<Record<string, unknown>>>();

/**
 * Describes protected routes for OpenAPI from their options, and keeps your descriptions. It runs in the constructor, because a
 * document is generated before the application starts.
 */
@Injectable()
export class OpenApiService {
  constructor(
    modules: ModulesContainer,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: SignalWireWebhookModuleOptions,
  ) {
    for (const { route } of findProtectedRoutes(modules, options)) {
      if (definesHandler(route)) describeMethod(route.handler, route.options);
    }
  }
}

/** Whether the controller itself defines the method. An inherited method may also belong to open routes of other classes. */
function definesHandler({ controller, handler }: WebhookRoute): boolean {
  const own = Object.getOwnPropertyDescriptors(controller.prototype as object);
  return Object.values(own).some(({ value }) => value === handler);
}

function describeMethod(method: object, { accept, once }: EffectiveOptions): void {
  const given = described.get(method) ?? {
    [RESPONSES]: Reflect.getMetadata(RESPONSES, method) as unknown,
    [CONSUMES]: Reflect.getMetadata(CONSUMES, method) as unknown,
    [PARAMETERS]: Reflect.getMetadata(PARAMETERS, method) as unknown,
  };
  described.set(method, given);
  const headers =
    accept === 'basic-auth'
      ? []
      : SIGNATURE_HEADERS.map((name) => describeHeader(name, requires(accept, 'signature')));
  const responses = {
    ...describeRejections(accept),
    ...(once && DUPLICATES),
    ...(given[RESPONSES] as object | undefined),
  };
  const parameters = [...((given[PARAMETERS] as object[] | undefined) ?? []), ...headers];
  Reflect.defineMetadata(RESPONSES, responses, method);
  Reflect.defineMetadata(CONSUMES, given[CONSUMES] ?? CONTENT_TYPES, method);
  Reflect.defineMetadata(PARAMETERS, parameters, method);
}

/** Additional responses of a route with `once`. */
const DUPLICATES = {
  204: { description: 'The event was already handled' },
  503: { description: 'The event is being handled, or its state is unknown. Try again' },
};

function describeRejections(accept: AcceptedAuthentication): object {
  const forbidden = { 403: { description: 'Not a request that SignalWire signed' } };
  return accept === 'basic-auth' ? { ...forbidden, 401: { description: 'Wrong credentials' } } : forbidden;
}

function describeHeader(name: string, isRequired: boolean): object {
  const isSha256 = name.includes('SHA256');
  return {
    name,
    in: 'header',
    required: isRequired && !isSha256,
    description: isSha256
      ? 'Hexadecimal HMAC-SHA256 of the URL and the raw body; on SWML call requests'
      : 'HMAC-SHA1 of the URL and the body: base64 for cXML, hexadecimal for SWML',
    schema: { type: 'string' },
  };
}
