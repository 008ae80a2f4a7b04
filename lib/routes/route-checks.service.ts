import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { findProtectedRoutes } from './find-protected-routes.js';
import { checkMethod, checkRoute } from './webhook-route.js';

/** Stops the start where a protected route could not be verified safely, or could never be reached. */
@Injectable()
export class RouteChecksService implements OnModuleInit {
  constructor(
    private readonly modules: ModulesContainer,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
  ) {}

  /** @throws SignalWireWebhookConfigurationError that names the route and the line */
  onModuleInit(): void {
    for (const { route, method } of findProtectedRoutes(this.modules, this.options)) {
      checkRoute(route);
      checkMethod(route, method);
    }
  }
}
