import { acceptedMethods, acceptsOnly } from '../credentials/accept-option.js';
import type { ExecutionContext, Type } from '@nestjs/common';

import type { HandlerRef } from '../verified/verified-webhook.js';
import { isResolver, isStatic } from '../keys/key-source.js';
import { type PublicBaseSource, publicBaseSource } from '../request/read-public-url.js';
import { type ResponseMode, readResponseMode } from '../response/response-mode.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from '../signalwire-webhook.options.js';
import { namesOfMethod } from './class-methods.js';
import { type EffectiveOptions, effectiveOptions } from './effective-options.js';
import { type Handler, readRouteOptions, needsVerified, registeredMethod } from './route-metadata.js';

/** The constant data of a protected route, created once. */
export interface WebhookRoute extends HandlerRef {
  readonly controller: Type;
  readonly handler: Handler;
  /** For logs: `VoiceController.inbound`. */
  readonly name: string;
  readonly options: EffectiveOptions;
  readonly publicBase: PublicBaseSource;
  readonly responseMode: ResponseMode;
}

/** Returns `undefined` for a skipped route. */
export function describeRoute(
  moduleOptions: SignalWireWebhookModuleOptions,
  controller: Type,
  handler: Handler,
): WebhookRoute | undefined {
  const routeOptions = readRouteOptions(controller, handler);
  return routeOptions && routeWith(moduleOptions, routeOptions, controller, handler);
}

/** Describes a route that a custom guard verifies, even if the route skips this library's guard. */
export function describeRouteOfCustomGuard(
  moduleOptions: SignalWireWebhookModuleOptions,
  controller: Type,
  handler: Handler,
): WebhookRoute {
  const routeOptions = readRouteOptions(controller, handler) ?? {};
  return routeWith(moduleOptions, routeOptions, controller, handler);
}

function routeWith(
  moduleOptions: SignalWireWebhookModuleOptions,
  routeOptions: SignalWireWebhookRouteOptions,
  controller: Type,
  handler: Handler,
): WebhookRoute {
  const isGetRoute = ['GET', 'HEAD'].includes(registeredMethod(handler));
  const options = effectiveOptions(moduleOptions, routeOptions, isGetRoute);
  return {
    controller,
    handler,
    name: `${controller.name}.${handler.name}`,
    options,
    publicBase: publicBaseSource(options),
    responseMode: readResponseMode(controller, handler, namesOfMethod(controller, handler)),
  };
}

/** @throws SignalWireWebhookConfigurationError if no request of the route could be verified safely */
export function checkRoute({ name, options, responseMode }: WebhookRoute): void {
  checkProject(name, options);
  const { accept, basicAuth, publicUrl, allowedHosts } = options;
  if (!acceptsOnly(accept, 'basic-auth') && publicUrl === undefined && allowedHosts === undefined) {
    throw new SignalWireWebhookConfigurationError(
      `publicUrl is missing (undefined). Without it, a signature made for a different host would be accepted on ${name}. ` +
        `Fix: publicUrl: 'https://example.com' in SignalWireWebhookModule.forRoot() or @SignalWireWebhook() (scheme and host that ` +
        `SignalWire calls, without the route's path). Behind a trusted proxy: allowedHosts: ['example.com']`,
    );
  }
  if (acceptedMethods(accept).includes('basic-auth') && basicAuth === undefined) {
    throw new SignalWireWebhookConfigurationError(
      `${name} accepts basic auth, and there are no credentials. Pass basicAuth: { username: '…', password: '…' } to ` +
        'SignalWireWebhookModule or to @SignalWireWebhook().',
    );
  }
  if (options.once && responseMode.handlerWritesResponse && !responseMode.isEndedByHandler) {
    throw new SignalWireWebhookConfigurationError(
      `${name} has once, but it redirects, renders or streams, so a duplicate cannot get an empty response. Fix: remove once ` +
        'from @SignalWireWebhook(), or remove @Redirect(), @Render() or @Sse().',
    );
  }
}

function checkProject(name: string, { signingKey, project, accept }: EffectiveOptions): void {
  if (project === undefined || acceptsOnly(accept, 'basic-auth') || !isStatic(signingKey)) return;
  throw new SignalWireWebhookConfigurationError(
    `${name} has project: '${project}', but signingKey is a single project's key. Fix: remove project, or set ` +
      `signingKey: { projects: { '${project}': 'PSK_…' } } or a resolver.`,
  );
}

/** A warning, not an error: the keys of the project may be added while the application runs. */
export function warnOfProject({ name, options: { signingKey, project } }: WebhookRoute): string | undefined {
  if (project === undefined || isStatic(signingKey) || isResolver(signingKey)) return undefined;
  if (Object.hasOwn(signingKey.projects, project)) return undefined;
  return (
    `${name} has project: '${project}', which signingKey.projects does not contain, so its requests are rejected. Fix: ` +
    `signingKey: { projects: { '${project}': 'PSK_…' } }`
  );
}

/** @throws SignalWireWebhookConfigurationError if the route is registered for a method that it would never allow */
export function checkMethod({ name, options: { methods } }: WebhookRoute, method: string): void {
  if (method === 'ALL' || methods.includes(method)) return;
  throw new SignalWireWebhookConfigurationError(
    `${name} is a ${method} route, but the option methods allows only ${methods.join(', ')}, because the method is not part of ` +
      `SignalWire's signature. Fix, if SignalWire sends ${method}: @SignalWireWebhook({ methods: ['${method}'] })`,
  );
}

/** @throws SignalWireWebhookConfigurationError if the handler would receive an unverified payload without `unverified: true` */
export function checkReportMode({ name, options, controller, handler }: WebhookRoute): void {
  if (options.mode !== 'report') return;
  if (!namesOfMethod(controller, handler).some((method) => needsVerified(controller, method))) return;
  throw new SignalWireWebhookConfigurationError(
    `${name} uses @WebhookPayload(), but mode: 'report' allows requests that anyone may have sent. Fix, if the handler may act ` +
      "on unverified data: @WebhookPayload({ unverified: true }). Otherwise: @SignalWireWebhook({ mode: 'enforce' })",
  );
}

/** Returns the handler of the current request. */
export function handlerOf(context: ExecutionContext): HandlerRef {
  return { controller: context.getClass(), handler: context.getHandler() };
}
