import { Inject, Injectable } from '@nestjs/common';

import { findPathMisconfiguration } from './credentials/url-token-path.js';
import { readPath } from './request/request-target.js';
import { type TokenRoute, TokenRoutesService } from './routes/token-routes.service.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import type { SignalWireWebhookModuleOptions } from './signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from './signalwire-webhook.tokens.js';
import type { ValuesToBind } from './signature/index.js';
import {
  type BoundValues,
  coveredMethod,
  DEFAULT_EXPIRES_IN,
  findExpiresInMisconfiguration,
  formatUrlToken,
  readBind,
  toSecretList,
  URL_TOKEN_PARAMETER,
} from './signature/internal.js';
import { BOUND_VALUES } from './verified/verified-request.js';
import type { UnverifiedWebhookData, VerifiedWebhookData } from './verified/verified-webhook.js';

/**
 * The options of {@link SignalWireWebhookUrls.create}.
 *
 * @publicApi
 */
export interface CreateUrlOptions {
  /** The values that the payload must have: one for each name in the route's `urlToken.bind`, and no other. */
  readonly bind: ValuesToBind;
  /**
   * Time in milliseconds for which the URL is valid, rounded up to seconds; at most 24 hours.
   *
   * @default 3_600_000
   */
  readonly expiresIn?: number;
  /** HTTP method of the request. It is required if the path has routes of several methods. */
  readonly method?: string;
  /**
   * The webhook that the handler received. It supplies the public URL if `publicUrl` is a function or is not set. If a URL token
   * verified the webhook and no signature did, only values that its token bound can be bound: otherwise a token for one call could
   * make tokens for all.
   */
  readonly base?: VerifiedWebhookData | UnverifiedWebhookData;
}

/**
 * Creates URLs with tokens, for webhooks that SignalWire does not sign, such as SWAIG functions. A token is valid for one route, the
 * bound values and a limited time. Within that time, anyone who has the URL can call the route as often as they like.
 *
 * Create URLs only in a handler whose request was verified, and from its payload. Otherwise anyone can get a token for any call.
 *
 * @example
 * ```ts
 * const url = this.urls.create('/swaig/look-up-order', {
 *   bind: { call_id: call.call_id, function: 'look_up_order' },
 * });
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookUrls {
  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    private readonly routes: TokenRoutesService,
  ) {}

  /**
   * Returns the public URL of a route, with a token as its last query parameter.
   *
   * @param path path of a route that accepts URL tokens, with the global prefix and the version, and optionally with a query
   * @throws SignalWireWebhookConfigurationError if no such route has the path, or an option is unusable. The message contains no
   * value and no secret.
   */
  create(path: string, options: CreateUrlOptions): string {
    const { expiresIn = DEFAULT_EXPIRES_IN, base } = options;
    const bind = readBind(options.bind);
    if (typeof bind === 'string') throw unusable(bind);
    const misconfiguration =
      findPathMisconfiguration(path) ??
      findExpiresInMisconfiguration(expiresIn) ??
      findBaseMisconfiguration(base, bind);
    if (misconfiguration !== undefined) throw unusable(misconfiguration);
    const routes = this.findRoutes(readPath(path), options);
    const { method } = routes[0];
    const url = findPublicUrl(routes, base) + path;
    const token = formatUrlToken(this.secret, { method, url, bind }, Date.now() + expiresIn);
    return `${url}${path.includes('?') ? '&' : '?'}${URL_TOKEN_PARAMETER}=${token}`;
  }

  /** The newest secret. Without one, startup fails for a route that accepts URL tokens. */
  private get secret(): string {
    return toSecretList(this.options.urlTokenSecret ?? [])[0] as string;
  }

  /** Returns the route; several if their paths are the same, and a host or a version in a header distinguishes them. */
  private findRoutes(
    pathname: string,
    { bind, method }: CreateUrlOptions,
  ): readonly [TokenRoute, ...TokenRoute[]] {
    const all = this.routes.list();
    if (all === undefined) throw unusable(TOO_EARLY);
    const routes = all.filter(({ takes }) => takes(pathname));
    if (routes.length === 0) throw unusable(describeUnknownPath(pathname, all));
    const wanted = routes.filter((each) => method === undefined || each.method === coveredMethod(method));
    const methods = [...new Set(wanted.map((each) => each.method))];
    if (methods.length !== 1) throw unusable(describeMethods(pathname, routes));
    const [named, ...others] = wanted.filter((each) => hasNames(bind, boundNames(each)));
    if (named === undefined) throw unusable(describeNames(wanted[0] as TokenRoute));
    return [named, ...others];
  }
}

function unusable(misconfiguration: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(`SignalWireWebhookUrls.create(): ${misconfiguration}`);
}

const TOO_EARLY =
  'the routes of the application are not registered yet. Fix: call create() in a handler, not in a constructor or a lifecycle hook';
const NO_PUBLIC_URL =
  'publicUrl is not a fixed URL, so the URL needs that of a verified webhook. Fix: create(path, { …, base: webhook }), with ' +
  '@VerifiedWebhook() webhook: VerifiedWebhookData in the handler';

const SEVERAL_PUBLIC_URLS =
  'several routes have the path, and their public URLs differ. Fix: create(path, { …, base: webhook }), with the webhook of a route ' +
  'that has the same public URL';

/** @throws SignalWireWebhookConfigurationError if the public URL is unknown, or differs between the routes */
function findPublicUrl(routes: readonly TokenRoute[], base: CreateUrlOptions['base']): string {
  const [publicUrl, ...others] = new Set(
    routes.map(({ route }) => route.publicBase.fixed ?? base?.publicUrl),
  );
  if (others.length === 0) {
    if (publicUrl === undefined) throw unusable(NO_PUBLIC_URL);
    return publicUrl;
  }
  const same = [publicUrl, ...others].find((each) => each !== undefined && each === base?.publicUrl);
  if (same === undefined) throw unusable(SEVERAL_PUBLIC_URLS);
  return same;
}

function boundNames({ route }: TokenRoute): readonly string[] {
  return route.options.urlToken?.bind ?? [];
}

function hasNames(bind: ValuesToBind, names: readonly string[]): boolean {
  const given = Object.keys(bind);
  return given.length === names.length && given.every((name) => names.includes(name));
}

/** Describes why a webhook cannot be the base of a URL; `undefined` if it can. */
function findBaseMisconfiguration(base: CreateUrlOptions['base'], bind: BoundValues): string | undefined {
  if (base === undefined) return undefined;
  if ((base.verified as unknown) !== true)
    return 'base is not a verified webhook, so anyone could get a token. Fix: if (webhook.verified) { … }';
  const { authentication } = base as Partial<VerifiedWebhookData>;
  const isReachedByToken = authentication?.includes('url-token') ?? true;
  if (!isReachedByToken || authentication?.includes('signature')) return undefined;
  const { [BOUND_VALUES]: bound = {} } = base as { readonly [BOUND_VALUES]?: BoundValues };
  const other = Object.keys(bind).find((name) => !Object.hasOwn(bound, name) || bound[name] !== bind[name]);
  return other === undefined
    ? undefined
    : `bind.${other} is not a value that the URL token of this webhook is bound to, so a token for one call could make tokens for all. ` +
        'Fix: create the URL in a handler whose request has a signature, such as the one that returns the SWML';
}

function describeUnknownPath(pathname: string, routes: readonly TokenRoute[]): string {
  const paths = [...new Set(routes.map(({ path }) => path))];
  if (paths.length === 0)
    return "no route accepts URL tokens. Fix, on the route: @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id', 'function'] } })";
  return (
    `no route that accepts URL tokens has the path ${pathname}. Their paths are ${paths.join(', ')}. Fix: the path of a route, with ` +
    'the global prefix and the version'
  );
}

function describeMethods(pathname: string, routes: readonly TokenRoute[]): string {
  const methods = [...new Set(routes.map(({ method }) => method))];
  return `the path ${pathname} has routes with the methods ${methods.join(', ')}. Fix: method: '${methods[0] ?? 'POST'}'`;
}

function describeNames(each: TokenRoute): string {
  const names = boundNames(each).map((name) => `${name}: …`);
  return `bind must have exactly the names in urlToken.bind of ${each.route.name}. Fix: bind: { ${names.join(', ')} }`;
}
