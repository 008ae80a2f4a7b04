import {
  All,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Headers,
  Post,
  type Type,
} from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  type SignalWireWebhookRouteOptions,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import { type AdapterName, type RunningApplication, startApplication } from '../applications.js';
import { changeTypes } from './odd-types.js';
import { Random } from './random.js';

export const KEY = 'PSK_of_the_fuzzed_application';
export const ATTACKERS_KEY = 'PSK_of_an_attacker';
export const PROJECT = 'b08dacad-6e2f-4b6d-8c0e-2b3f5d1c9a10';
export const CREDENTIALS = { username: 'fuzz', password: 'pa:ss é' };
export const ALLOWED_HOSTS = ['example.com', 'other.example:8443'];
export const BASE = 'https://example.com';

/** What reached a handler, under the number that its request carried in `x-fuzz`. */
export interface Handled {
  readonly route: FuzzedRoute;
  readonly webhook: VerifiedWebhookData;
}

export interface FuzzedApplication extends RunningApplication {
  readonly handled: Map<string, Handled>;
}

export interface FuzzedRoute {
  readonly path: string;
  readonly base: string;
  readonly options: SignalWireWebhookRouteOptions;
}

const resolve = ({ claimedProjectId }: { claimedProjectId: string | undefined }) =>
  Promise.resolve(claimedProjectId === PROJECT ? KEY : undefined);
const basicAuth = CREDENTIALS;

export const ROUTES: readonly FuzzedRoute[] = [
  { path: '/defaults', base: BASE, options: {} },
  { path: '/keys', base: BASE, options: { signingKey: ['PSK_the_newest_one', KEY] } },
  { path: '/stage', base: `${BASE}/stage`, options: { publicUrl: `${BASE}/stage/` } },
  {
    path: '/user',
    base: 'https://user:pass@example.com',
    options: { publicUrl: 'https://user:pass@example.com' },
  },
  { path: '/async', base: BASE, options: { publicUrl: () => Promise.resolve(BASE) } },
  { path: '/resolver', base: BASE, options: { signingKey: resolve } },
  { path: '/projects', base: BASE, options: { signingKey: { projects: { [PROJECT]: KEY } } } },
  { path: '/basic', base: BASE, options: { accept: 'basic-auth', basicAuth } },
  { path: '/either', base: BASE, options: { accept: { anyOf: ['signature', 'basic-auth'] }, basicAuth } },
  { path: '/both', base: BASE, options: { accept: { allOf: ['signature', 'basic-auth'] }, basicAuth } },
  { path: '/hashes', base: BASE, options: { content: ['form', 'json', 'query', 'bodySHA256'] } },
];

const EVERYTHING_ELSE: FuzzedRoute = { path: '', base: BASE, options: {} };
const ANY_METHOD: FuzzedRoute = {
  path: '/methods',
  base: BASE,
  options: { methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] },
};

function controllerOf(route: FuzzedRoute, wildcard: string, handled: Map<string, Handled>): Type {
  @SignalWireWebhook(route.options)
  @Controller(route.path)
  class FuzzedController {
    @Get(['', wildcard])
    get(@Headers('x-fuzz') number: string, @VerifiedWebhook() webhook: VerifiedWebhookData): void {
      handled.set(number, { route, webhook });
    }

    @Post(['', wildcard])
    post(@Headers('x-fuzz') number: string, @VerifiedWebhook() webhook: VerifiedWebhookData): void {
      handled.set(number, { route, webhook });
    }
  }
  return FuzzedController;
}

function controllerOfAnyMethod(route: FuzzedRoute, handled: Map<string, Handled>): Type {
  @SignalWireWebhook(route.options)
  @Controller(route.path)
  class AnyMethodController {
    @All()
    any(@Headers('x-fuzz') number: string, @VerifiedWebhook() webhook: VerifiedWebhookData): void {
      handled.set(number, { route, webhook });
    }
  }
  return AnyMethodController;
}

/** Holds the headers of half of the requests as other adapters do, before the guard reads them. */
class OtherTypes implements CanActivate {
  private readonly random = new Random(1);

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    if (this.random.chance(0.5)) changeTypes(this.random, headers);
    return true;
  }
}

async function start(
  adapter: AdapterName,
  options: Partial<SignalWireWebhookModuleOptions>,
  trustProxy: boolean,
): Promise<FuzzedApplication> {
  const wildcard = adapter === 'express' ? '*path' : '*';
  const handled = new Map<string, Handled>();
  const routes = trustProxy ? [EVERYTHING_ELSE] : [...ROUTES, EVERYTHING_ELSE];
  const application = await startApplication(adapter, {
    imports: [
      SignalWireWebhookModule.forRoot({ signingKey: KEY, diagnostics: { interval: 200 }, ...options }),
    ],
    controllers: [
      controllerOfAnyMethod(ANY_METHOD, handled),
      ...routes.map((route) => controllerOf(route, wildcard, handled)),
    ],
    ...(trustProxy && { trustProxy }),
    configure: (app) => app.useGlobalGuards(new OtherTypes()),
  });
  return { ...application, handled };
}

export function startWithPublicUrl(
  adapter: AdapterName,
  options: Partial<SignalWireWebhookModuleOptions>,
): Promise<FuzzedApplication> {
  return start(adapter, { publicUrl: BASE, ...options }, false);
}

/** No `publicUrl`: the framework's protocol and host behind a proxy that it trusts, within `allowedHosts`. */
export function startBehindProxy(
  adapter: AdapterName,
  options: Partial<SignalWireWebhookModuleOptions>,
): Promise<FuzzedApplication> {
  return start(adapter, { allowedHosts: ALLOWED_HOSTS, ...options }, true);
}
