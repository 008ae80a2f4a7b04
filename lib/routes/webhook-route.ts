import type { Type } from '@nestjs/common';

import { placeName } from '../errors/place-name.js';
import { accepts } from '../credentials/accept-option.js';
import { describeMissingCredentials } from '../credentials/basic-credentials.js';
import { findSharedSecret, urlTokenSettings } from '../credentials/url-token-options.js';
import { describeNeedlessProject, isResolver, isStatic, staticKeysOf } from '../keys/key-source.js';
import { type PublicBaseSource, publicBaseSource } from '../request/read-public-url.js';
import { type ResponseMode, readResponseMode } from './response-mode.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from '../signalwire-webhook.options.js';
import { namesOfMethod } from './class-methods.js';
import { type EffectiveOptions, effectiveOptions } from './effective-options.js';
import { type Handler, readRouteOptions, needsVerified, registeredMethod } from './route-metadata.js';

/** The constant data of a protected route, created once. */
export interface WebhookRoute {
  /** Class of the controller. */
  readonly controller: Type;
  /** Method of the controller. */
  readonly handler: Handler;
  /** Controller and handler, for logs: `VoiceController.inbound`. */
  readonly name: string;
  /** Options of the route. */
  readonly options: EffectiveOptions;
  /** Source of the public URL. */
  readonly publicBase: PublicBaseSource;
  /** How the handler responds. */
  readonly responseMode: ResponseMode;
  /** Why no request of the route can be verified safely; `undefined` if requests can. */
  readonly error: SignalWireWebhookConfigurationError | undefined;
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
  const name = placeName(controller, handler.name);
  const responseMode = readResponseMode(controller, handler, namesOfMethod(controller, handler));
  const error = findError(name, options, moduleOptions, responseMode);
  return {
    controller,
    handler,
    name,
    options,
    publicBase: publicBaseSource(options),
    responseMode,
    error: error === undefined ? undefined : new SignalWireWebhookConfigurationError(error),
  };
}

/** Returns why no request of the route could be verified safely, and the fix. */
function findError(
  name: string,
  options: EffectiveOptions,
  moduleOptions: SignalWireWebhookModuleOptions,
  { handlerWritesResponse, isEndedByHandler }: ResponseMode,
): string | undefined {
  const { signingKey, project, accept, basicAuth, publicUrl, allowedHosts, once } = options;
  const needsSignature = accepts(accept, 'signature');
  if (needsSignature && project !== undefined && isStatic(signingKey)) {
    return describeNeedlessProject(name, project);
  }
  if (publicUrl === undefined && allowedHosts === undefined) {
    const risk = needsSignature
      ? `a signature made for a different host would be accepted on ${name}`
      : `the host of a request to ${name} could be forged`;
    return (
      `publicUrl is missing (undefined). Without it, ${risk}. ` +
      `Fix: publicUrl: 'https://example.com' in SignalWireWebhookModule.forRoot() or @SignalWireWebhook() (scheme and host that ` +
      `SignalWire calls, without the route's path). Behind a trusted proxy: allowedHosts: ['example.com']`
    );
  }
  if (accepts(accept, 'basic-auth') && basicAuth === undefined) return describeMissingCredentials(name);
  const sharedSecret = findSharedSecret(moduleOptions, staticKeysOf(signingKey));
  if (sharedSecret !== undefined) return `${name}: ${sharedSecret}`;
  if (accepts(accept, 'url-token')) {
    const settings = urlTokenSettings(name, options, moduleOptions);
    if (typeof settings === 'string') return settings;
  }
  if (once && handlerWritesResponse && !isEndedByHandler) {
    return (
      `${name} has once, but it redirects, renders or streams, so a duplicate cannot get an empty response. Fix: remove once ` +
      'from @SignalWireWebhook(), or remove @Redirect(), @Render() or @Sse().'
    );
  }
  return undefined;
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
