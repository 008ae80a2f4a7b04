import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { APP_GUARD, ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { warnOfApiTokens } from './api-token-keys.js';
import { findUnvalidatedPayload } from './unvalidated-payloads.js';
import { adapterOf } from '../routes/http-adapter.js';
import { findProtectedRoutes } from '../routes/find-protected-routes.js';
import { findRivalRegistrations } from './global-registrations.js';
import { LOST_RAW_BODY, observeRawBody } from './lost-raw-body.js';
import { findMisplacedProtection } from './misplaced-protection.js';
import type { Registered } from './protection.js';
import { findEnhancers, hasGlobalGuard, type RegisteredModule } from '../routes/registered-modules.js';
import { isWebhookGuard } from '../routes/route-metadata.js';
import { checkMethod, checkReportMode, warnOfProject } from '../routes/webhook-route.js';

/** A slow factory of the application may take this long. */
const INIT_TIME_LIMIT = 60_000;

/** Applications whose decorators were checked. Each is checked once, even if it registers the module several times. */
const checked = new WeakSet<ModulesContainer>();

/**
 * Stops startup if a protected route cannot be verified safely or cannot be reached, or if a decorator has no effect.
 */
@Injectable()
export class RouteChecksService implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly untilInit: NodeJS.Timeout | undefined;
  private readonly rawBody: { readonly isLost: boolean } | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    adapterHost: HttpAdapterHost,
    private readonly config: ApplicationConfig,
  ) {
    const adapter = adapterOf(adapterHost);
    if (!adapter) return;
    this.rawBody = observeRawBody(adapter);
    this.untilInit = setTimeout(this.warnOfMissingInit, INIT_TIME_LIMIT);
    // In the simulated browser of a test, a timer is a number.
    (this.untilInit as { unref?: () => void }).unref?.();
  }

  /** @throws SignalWireWebhookConfigurationError that names the route and the line to change */
  onModuleInit(): void {
    this.checkApplication();
    const routes = findProtectedRoutes(this.modules, this.options);
    for (const { route, method } of routes) {
      if (route.error) throw route.error;
      checkMethod(route, method);
      checkReportMode(route);
      const warning = warnOfProject(route);
      if (warning !== undefined) this.logger.warn(warning);
    }
    const warning = warnOfApiTokens(
      this.options,
      routes.map(({ route }) => route),
    );
    if (warning !== undefined) this.logger.warn(warning);
  }

  /** Warns at startup, because the first webhook is a call that would be lost. */
  onApplicationBootstrap(): void {
    clearTimeout(this.untilInit);
    const isWithoutBody = ({ method }: { readonly method: string }) => method === 'GET' || method === 'HEAD';
    const routes = findProtectedRoutes(this.modules, this.options).filter((route) => !isWithoutBody(route));
    if (routes.length === 0) return;
    const pipes = this.config.getGlobalPipes();
    const unvalidated = routes.map(({ route }) => findUnvalidatedPayload(route, pipes));
    if (this.rawBody?.isLost) this.logger.warn(LOST_RAW_BODY);
    for (const warning of unvalidated) if (warning !== undefined) this.logger.warn(warning);
  }

  onModuleDestroy(): void {
    clearTimeout(this.untilInit);
  }

  private readonly warnOfMissingInit = (): void => {
    this.logger.warn(
      `The application was created ${INIT_TIME_LIMIT / 1_000} s ago, and is not initialized yet, so its routes do not respond. ` +
        'Fix, if no code initializes it: await app.init() before http.createServer(app.getHttpAdapter().getInstance())',
    );
  };

  private checkApplication(): void {
    if (checked.has(this.modules)) return;
    const { misconfigurations, warnings } = findMisplacedProtection(registeredIn(this.modules));
    if (misconfigurations.length > 0)
      throw new SignalWireWebhookConfigurationError(misconfigurations.join('\n'));
    checked.add(this.modules);
    for (const warning of [...warnings, ...findRivalRegistrations(this.modules)]) this.logger.warn(warning);
  }
}

function registeredIn(modules: ModulesContainer): Registered {
  const all = [...modules.values()];
  return {
    controllers: new Set(all.flatMap(({ controllers }) => classesIn(controllers))),
    providers: new Set(
      all.flatMap(({ providers, injectables }) => [...classesIn(providers), ...classesIn(injectables)]),
    ),
    hasGlobalGuard: hasGlobalGuard(modules),
    hasOtherGlobalGuard: findEnhancers(modules, APP_GUARD).some(
      ({ metatype, instance }) => !isWebhookGuard(metatype) && !isWebhookGuard(instance),
    ),
  };
}

/** Includes the factories of providers, which are functions without decorators. */
function classesIn(wrappers: RegisteredModule['providers']): object[] {
  return [...wrappers.values()].flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype] : []));
}
