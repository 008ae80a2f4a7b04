import { applyDecorators, SetMetadata, UseGuards, UseInterceptors } from '@nestjs/common';

import { checkTarget, recordMethod } from './startup/decorator-target.js';
import { ROUTE_OPTIONS_METADATA, SKIP_METADATA } from './routes/route-metadata.js';
import { SignalWireWebhookGuard } from './signalwire-webhook.guard.js';
import { SignalWireWebhookInterceptor } from './signalwire-webhook.interceptor.js';
import { checkRouteOptions, type SignalWireWebhookRouteOptions } from './signalwire-webhook.options.js';

/**
 * Protects a controller or a method: only requests that SignalWire signed reach the handler. What the handler returns is
 * sent as cXML or SWML, and a POST responds with 200 unless the method has its own `@HttpCode`, since SignalWire's status
 * callbacks want 200 or 204.
 *
 * @param options override the module's options; a method's override its class's
 * @throws SignalWireWebhookConfigurationError if an option is unknown or unusable
 *
 * @example
 * ```ts
 * @SignalWireWebhook()
 * @Controller('voice')
 * export class VoiceController {
 *   @Post()
 *   inbound(@WebhookPayload() call: { From?: string }) {}
 * }
 * ```
 *
 * @publicApi
 */
export function SignalWireWebhook(
  options: SignalWireWebhookRouteOptions = {},
): ClassDecorator & MethodDecorator {
  const checked = checkRouteOptions(options);
  return applyDecorators(
    checkTarget('@SignalWireWebhook()'),
    recordMethod,
    SetMetadata(ROUTE_OPTIONS_METADATA, checked),
    UseGuards(SignalWireWebhookGuard),
    UseInterceptors(SignalWireWebhookInterceptor),
  );
}

/**
 * Leaves one method of a protected class, or a route of an application that registers the guard globally, unverified. On a
 * class, it counts for the methods of that very class that do not name the guard themselves; a class that extends it does
 * not inherit it. Where one target has both, {@link SignalWireWebhook} wins.
 *
 * @publicApi
 */
export function SkipSignalWireWebhook(): ClassDecorator & MethodDecorator {
  return applyDecorators(checkTarget('@SkipSignalWireWebhook()'), SetMetadata(SKIP_METADATA, true));
}
