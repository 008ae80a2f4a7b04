/** What people type for a page whose text uses other words. The search finds the page by them, and shows none of them. */
const KEYWORDS: Readonly<Record<string, string>> = {
  'concepts/comparison.md': 'alternative, competitor, versus, why not twilio, handwritten HMAC',
  'concepts/performance.md': 'benchmark, speed, latency, overhead, throughput',
  'help/troubleshooting.md': 'invalid signature, signature does not match, 403 Forbidden, debug',
  'how-to/aws-lambda.md': 'serverless, API Gateway, ALB',
  'how-to/body-limits.md': 'payload too large, PayloadTooLargeError, entity too large, 413',
  'how-to/body-parsers.md': 'rawBody, express.json, bodyParser: false',
  'how-to/develop-with-verification.md': 'disable or turn off in development, skip verification, NODE_ENV',
  'how-to/ai-agent.md': 'SWAIG, AI agent, post prompt, AI function, voice bot',
  'how-to/ivr.md': 'answer a call, inbound call, phone menu, DTMF, keypad, digits, Gather',
  'how-to/jwt.md': 'passport, login, public route',
  'how-to/media-streams.md': 'websocket, WebSocket handshake, wss, Stream, media stream, audio stream',
  'how-to/message-replies.md': 'SMS reply, reply to SMS, inbound SMS, MMS, text message, autoresponder',
  'how-to/migration.md': 'replace twilio, switch, convert',
  'how-to/nginx.md': 'reverse proxy, Apache, Caddy, Traefik, load balancer',
  'how-to/once.md': 'idempotency, idempotent, duplicate events, retries, replay attack',
  'how-to/openapi.md': 'swagger',
  'how-to/platforms.md': 'Docker container, Heroku, Vercel, Cloud Run, Render, Fly.io',
  'how-to/receive-faxes.md': 'fax received, inbound fax',
  'how-to/responses.md': 'return XML, TwiML, LaML',
  'how-to/signing-keys.md': 'rotate key, key rotation, secret store, vault, secrets manager, API token',
  'how-to/tenants.md': 'multi tenant, multi-tenancy, subaccounts',
  'how-to/testing.md': 'mock the guard, e2e test, unit test, supertest',
  'how-to/throttler.md': 'rate limit, 429',
  'how-to/trust-proxy.md': 'X-Forwarded-Proto, X-Forwarded-Host',
  'how-to/tunnels.md': 'ngrok, Cloudflare tunnel, cloudflared',
  'how-to/unsigned-webhooks.md': 'URL token, basic auth, SWAIG, post prompt, AI agent',
  'how-to/without-nest.md': 'Hono, Next.js, Express, Bun, Deno, fetch',
  'reference/compatibility.md': 'Bun, Deno, Node version, supported versions, CommonJS',
};

/** Adds the keywords to the first section of a page, for the index of the search. */
export function withKeywords(source: string, page: string): string {
  const keywords = KEYWORDS[page.replace(/^docs\//, '')];
  return keywords === undefined ? source : source.replace(/^# .+$/m, (title) => `${title}\n\n${keywords}\n`);
}

/** The pages that have keywords. */
export const PAGES_WITH_KEYWORDS = Object.keys(KEYWORDS);
