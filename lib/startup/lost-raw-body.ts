import type { HttpAdapter } from '../routes/http-adapter.js';

/** What Nest told an adapter about the raw body. */
interface Observed {
  isLost: boolean;
}

/** By adapter, because an application may register the module several times. */
const observed = new WeakSet<HttpAdapter>();

/**
 * Observes how Nest registers its body parsers, because it does not tell a module whether `rawBody` is set. Call it before
 * `app.init()`.
 *
 * @returns `undefined` if a different registration of the module observes the adapter
 */
export function observeRawBody(adapter: HttpAdapter): Observed | undefined {
  if (observed.has(adapter)) return undefined;
  observed.add(adapter);
  const state: Observed = { isLost: false };
  const register = adapter.registerParserMiddleware?.bind(adapter);
  if (!register) return state;
  adapter.registerParserMiddleware = (prefix?: string, rawBody?: boolean): unknown => {
    state.isLost = rawBody !== true;
    return register(prefix, rawBody);
  };
  return state;
}

export const LOST_RAW_BODY =
  'rawBody is not set, so Nest keeps no raw body. Unless a parser or a middleware of the application sets request.rawBody, no webhook ' +
  'can be verified. Fix: NestFactory.create(AppModule, { rawBody: true })';
