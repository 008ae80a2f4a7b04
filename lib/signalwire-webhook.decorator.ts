import { applyDecorators, SetMetadata, UseGuards, UseInterceptors } from '@nestjs/common';

import { checkTarget, recordMethod } from './startup/decorator-target.js';
import { ROUTE_OPTIONS_METADATA, SKIP_METADATA } from './routes/route-metadata.js';
import { SignalWireWebhookGuard } from './signalwire-webhook.guard.js';
import { SignalWireWebhookInterceptor } from './signalwire-webhook.interceptor.js';
import { checkRouteOptions, type SignalWireWebhookRouteOptions } from './signalwire-webhook.options.js';

/**
 * Protects a controller or a method: only verified requests reach the handler. The return value of the handler is
 * sent as cXML or SWML. A POST responds with 200 unless the method has `@HttpCode`, because SignalWire's status callbacks need
 * 200 or 204.
 *
 * @param options options that override the module's options; options of a method override those of its class
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
 * Skips the verification of one method of a protected class, or of a route behind a global guard. On a class, it applies to the
 * methods of this class that do not name the guard themselves; subclasses do not inherit it. If a target has both decorators,
 * {@link SignalWireWebhook} wins.
 *
 * @example
 * ```ts
 * @SkipSignalWireWebhook()
 * @Get('health')
 * health() {
 *   return 'ok';
 * }
 * ```
 *
 * @publicApi
 */
export function SkipSignalWireWebhook(): ClassDecorator & MethodDecorator {
  return applyDecorators(checkTarget('@SkipSignalWireWebhook()'), SetMetadata(SKIP_METADATA, true));
}
