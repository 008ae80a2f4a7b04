import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';

import { describeRoute } from './openapi/describe-route.js';
import { SignalWireWebhookGuard } from './signalwire-webhook.guard.js';
import { ROUTE_OPTIONS_METADATA, SKIP_METADATA } from './signalwire-webhook.metadata.js';
import { checkRouteOptions, type SignalWireWebhookRouteOptions } from './signalwire-webhook.options.js';

/**
 * Protects a controller or a method: only requests that SignalWire signed reach the handler. A POST answers 200
 * unless the method has its own `@HttpCode`, since SignalWire's status callbacks want 200 or 204.
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
  checkRouteOptions(options);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return applyDecorators(
    describeRoute(options.accept),
    SetMetadata(ROUTE_OPTIONS_METADATA, given),
    UseGuards(SignalWireWebhookGuard),
  );
}

/**
 * Leaves one method of a protected class, or a route of an application that registers the guard globally,
 * unverified. Where one target has both, {@link SignalWireWebhook} wins.
 *
 * @publicApi
 */
export function SkipSignalWireWebhook(): ClassDecorator & MethodDecorator {
  return SetMetadata(SKIP_METADATA, true);
}
