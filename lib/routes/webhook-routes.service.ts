import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';

import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { ReportModeService } from './report-mode.service.js';
import { describeRouteOfCustomGuard, describeRoute, type WebhookRoute } from './webhook-route.js';

/** The routes of one module's options, each described on its first request. */
@Injectable()
export class WebhookRoutesService {
  private readonly routes = new WeakMap<object, Map<unknown, WebhookRoute | undefined>>();

  private readonly ofCustomGuards = new WeakMap<object, Map<unknown, WebhookRoute>>();

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    private readonly reportMode: ReportModeService,
  ) {}

  /** Returns the route of a handler; `undefined` if the route is skipped. */
  of(context: ExecutionContext): WebhookRoute | undefined {
    const controller = context.getClass();
    const handler = context.getHandler();
    const known = this.routes.get(handler);
    const route = known?.get(controller);
    if (route !== undefined || known?.has(controller) === true) return route;
    const described = describeRoute(this.options, controller, handler);
    if (described?.options.mode === 'report') this.reportMode.announce(described);
    this.routes.set(
      handler,
      (known ?? new Map<unknown, WebhookRoute | undefined>()).set(controller, described),
    );
    return described;
  }

  /** Returns the route of a custom guard. It is a separate object, so SignalWireWebhookGuard never relies on that guard's state. */
  ofCustomGuard(context: ExecutionContext): WebhookRoute {
    const controller = context.getClass();
    const handler = context.getHandler();
    const known = this.ofCustomGuards.get(handler) ?? new Map<unknown, WebhookRoute>();
    const route = known.get(controller) ?? describeRouteOfCustomGuard(this.options, controller, handler);
    this.ofCustomGuards.set(handler, known.set(controller, route));
    return route;
  }
}
