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

/** What is constant for a protected route, decided once. */
export interface WebhookRoute extends HandlerRef {
  readonly controller: Type;
  readonly handler: Handler;
  /** For logs: `VoiceController.inbound`. */
  readonly name: string;
  readonly options: EffectiveOptions;
  readonly publicBase: PublicBaseSource;
  readonly responseMode: ResponseMode;
}

/** `undefined` where the route is skipped. */
export function describeRoute(
  moduleOptions: SignalWireWebhookModuleOptions,
  controller: Type,
  handler: Handler,
): WebhookRoute | undefined {
  const routeOptions = readRouteOptions(controller, handler);
  return routeOptions && routeWith(moduleOptions, routeOptions, controller, handler);
}

/** A route that a guard of the user's own verifies, whether or not ours is skipped there. */
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
      `publicUrl is missing (undefined). Without it, a signature made for a different host would be accepted on ${name}. Fix: ` +
        "publicUrl: 'https://example.com' in SignalWireWebhookModule.forRoot() or @SignalWireWebhook() (scheme and host that " +
        "SignalWire calls, without the route's path). Behind a trusted proxy: allowedHosts: ['example.com']",
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
      `${name} has once, and it redirects, renders or streams, so that a duplicate could not be left without a response. Remove ` +
        'once from @SignalWireWebhook() there, or @Redirect(), @Render() or @Sse().',
    );
  }
}

/** One plain key is one project's. */
function checkProject(name: string, { signingKey, project, accept }: EffectiveOptions): void {
  if (project === undefined || acceptsOnly(accept, 'basic-auth') || !isStatic(signingKey)) return;
  throw new SignalWireWebhookConfigurationError(
    `${name} has project: '${project}', and signingKey is one project's key. Leave project out, or pass ` +
      `signingKey: { projects: { '${project}': 'PSK_…' } } or a resolver.`,
  );
}

/** A project without keys has each request rejected; its keys may be added while the application runs. */
export function warnOfProject({ name, options: { signingKey, project } }: WebhookRoute): string | undefined {
  if (project === undefined || isStatic(signingKey) || isResolver(signingKey)) return undefined;
  if (Object.hasOwn(signingKey.projects, project)) return undefined;
  return (
    `${name} has project: '${project}', which signingKey.projects does not hold, so its requests are rejected. Add it: ` +
    `signingKey: { projects: { '${project}': 'PSK_…' } }.`
  );
}

/** @throws SignalWireWebhookConfigurationError if the route is registered for a method that it would never let through */
export function checkMethod({ name, options: { methods } }: WebhookRoute, method: string): void {
  if (method === 'ALL' || methods.includes(method)) return;
  throw new SignalWireWebhookConfigurationError(
    `${name} is a ${method} route, and only ${methods.join(', ')} are let through, since the method is not part of ` +
      `SignalWire's signature. If SignalWire calls it by ${method}: @SignalWireWebhook({ methods: ['${method}'] }).`,
  );
}

/** @throws SignalWireWebhookConfigurationError if the handler would get a payload that is not verified without having asked for it */
export function checkReportMode({ name, options, controller, handler }: WebhookRoute): void {
  if (options.mode !== 'report') return;
  if (!namesOfMethod(controller, handler).some((method) => needsVerified(controller, method))) return;
  throw new SignalWireWebhookConfigurationError(
    `${name} takes @WebhookPayload(), and mode: 'report' lets requests through that anyone can have sent. If the handler may ` +
      "act on what they say, write @WebhookPayload({ unverified: true }) there; otherwise @SignalWireWebhook({ mode: 'enforce' }).",
  );
}

/** The handler of the present request. */
export function handlerOf(context: ExecutionContext): HandlerRef {
  return { controller: context.getClass(), handler: context.getHandler() };
}
