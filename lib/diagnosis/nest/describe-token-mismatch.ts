import { type UrlTokenModuleOptions, urlTokenSettings } from '../../credentials/url-token-options.js';
import { readBoundValues } from '../../credentials/verify-url-token.js';
import type { ReceivedRequest } from '../../request/read-webhook-request.js';
import type { TokenRoute } from '../../routes/token-routes.service.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import { originOf, parsePayload } from '../../signature/internal.js';
import type { DiagnosisHints } from '../index.js';
import { diagnoseUrlToken } from '../token/diagnose-url-token.js';

interface TokenMismatch {
  readonly signed: ReceivedRequest;
  readonly route: WebhookRoute;
  readonly routes: readonly TokenRoute[];
  readonly options: UrlTokenModuleOptions;
  readonly hints: DiagnosisHints;
}

/** Explains a request whose URL token does not match, with the other routes that accept tokens as possible targets. */
export function describeTokenMismatch({ signed, route, routes, options, hints }: TokenMismatch): string {
  const settings = urlTokenSettings(route.name, route.options, options);
  if (typeof settings === 'string') return settings;
  const payload = parsePayload(signed);
  const boundBy = (names: readonly string[]) => payload && readBoundValues(payload, names);
  const { controller, handler } = route;
  const others = routes.filter(
    (each) => each.route.controller !== controller || each.route.handler !== handler,
  );
  return diagnoseUrlToken({
    request: signed,
    publicUrl: signed.publicUrl ?? originOf(signed.url),
    bind: settings.bind,
    bound: boundBy(settings.bind),
    secrets: settings.secrets,
    routes: others.map(({ method, path, route: { name, options: other } }) => {
      return { name, method, path, bound: boundBy(other.urlToken?.bind ?? []) };
    }),
    hints,
  });
}
