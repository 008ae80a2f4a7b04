import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { findProtectedRoutes } from '../../routes/find-protected-routes.js';
import { hasGlobalInterceptor } from '../../routes/registered-modules.js';
import { namesInterceptor } from '../../routes/route-metadata.js';
import type { EffectiveOptions } from '../../routes/effective-options.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import type { SignalWireWebhookModuleOptions } from '../../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../../signalwire-webhook.tokens.js';
import { describeResponses } from './describe-responses.js';
import { describeHeaders, describeSecurity } from './describe-security.js';
import {
  CLASS_HEADERS,
  CONSUMES,
  type OwnDescription,
  PARAMETERS,
  readOwnDescription,
  RESPONSES,
  SECURITY,
} from './swagger-metadata.js';

/** A parameter of a route, as `@ApiHeader()` and similar decorators store it. */
interface Parameter {
  readonly in?: string;
  readonly name?: string;
}

/**
 * Describes protected routes for OpenAPI from their options and decorators, and keeps your descriptions. It runs in the
 * constructor, because a document is generated before the application starts.
 */
@Injectable()
export class OpenApiService {
  constructor(
    modules: ModulesContainer,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: SignalWireWebhookModuleOptions,
  ) {
    const isGlobal = hasGlobalInterceptor(modules);
    for (const { route } of findProtectedRoutes(modules, options)) {
      if (definesHandler(route)) describeMethod(route, isGlobal);
    }
  }
}

/** Whether the controller itself defines the method. An inherited method may also belong to open routes of other classes. */
function definesHandler({ controller, handler }: WebhookRoute): boolean {
  const own = Object.getOwnPropertyDescriptors(controller.prototype as object);
  return Object.values(own).some(({ value }) => value === handler);
}

/** Sets the metadata that the decorators of `@nestjs/swagger` would set. */
function describeMethod(route: WebhookRoute, hasGlobalInterceptor: boolean): void {
  const { controller, handler, options } = route;
  const own = readOwnDescription(controller, handler);
  const isConverted = hasGlobalInterceptor || namesInterceptor(controller) || namesInterceptor(handler);
  const ownParameters = (own.ofMethod(PARAMETERS) ?? []) as Parameter[];
  const ownHeaders = [...ownParameters, ...((own.ofClass(CLASS_HEADERS) ?? []) as Parameter[])];
  const headers = describeHeaders(options).filter(({ name }) => !hasHeader(ownHeaders, name));
  const responses = { ...describeResponses(route, own, isConverted), ...(own.ofMethod(RESPONSES) as object) };
  Reflect.defineMetadata(RESPONSES, responses, handler);
  Reflect.defineMetadata(PARAMETERS, [...ownParameters, ...headers], handler);
  if (own.ofClass(SECURITY) === undefined) defineUnlessOwn(SECURITY, describeSecurity(options), handler, own);
  if (own.ofClass(CONSUMES) === undefined) defineUnlessOwn(CONSUMES, mediaTypesOf(options), handler, own);
}

function hasHeader(parameters: readonly Parameter[], name: string): boolean {
  return parameters.some(
    (parameter) => parameter.in === 'header' && parameter.name?.toLowerCase() === name.toLowerCase(),
  );
}

function defineUnlessOwn(key: string, value: unknown, method: object, own: OwnDescription): void {
  Reflect.defineMetadata(key, own.ofMethod(key) ?? value, method);
}

/** Returns the media types of the bodies that the route accepts. */
function mediaTypesOf({ content }: EffectiveOptions): string[] {
  const isJson = content.includes('json') || content.includes('bodySHA256');
  return [
    ...(content.includes('form') ? ['application/x-www-form-urlencoded'] : []),
    ...(isJson ? ['application/json'] : []),
  ];
}
