import { isObject } from '../../errors/is-object.js';
import { type Observation, observation } from '../difference.js';
import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import { tryOrUndefined } from '../try-or-undefined.js';
import { unsupportedCharsetOf } from '../body/content-type-changes.js';
import { isCompressed } from '../body/compression.js';
import { readJsonShape } from '../body/json-shape.js';
import { printableText } from '../printable-text.js';
import { hasSignatureHeader } from '../signature/received-digests.js';
import type { ReceivedRequest } from '../received-request.js';
import { readSharedKeyAlgorithm, SHARED_KEY_HEADER } from '../signature/received-digests.js';
import { SIGNATURE_HEADER, SIGNATURE_HEADER_ALIAS } from '../../signature/internal.js';
import { handshakeHeader } from './handshake.js';

const OTHER_SERVICES: Readonly<Record<string, string>> = {
  'x-hub-signature-256': 'GitHub or Meta',
  'x-hub-signature': 'GitHub or Meta',
  'stripe-signature': 'Stripe',
  'x-slack-signature': 'Slack',
  'x-shopify-hmac-sha256': 'Shopify',
  'svix-signature': 'a service that uses Svix',
  'webhook-signature': 'a service that uses Standard Webhooks',
  'x-gitlab-token': 'GitLab',
  'x-telnyx-signature-ed25519': 'Telnyx',
  'telnyx-signature-ed25519': 'Telnyx',
  'x-plivo-signature-v3': 'Plivo',
  'x-plivo-signature-v2': 'Plivo',
  'x-twilio-email-event-webhook-signature': 'SendGrid',
  'x-messagebird-signature': 'MessageBird',
  'messagebird-signature': 'MessageBird',
  'x-zm-signature': 'Zoom',
  'x-signature-ed25519': 'Discord',
  'paypal-transmission-sig': 'PayPal',
  'x-square-hmacsha256-signature': 'Square',
  'x-hubspot-signature-v3': 'HubSpot',
  'x-hubspot-signature': 'HubSpot',
  'x-line-signature': 'LINE',
  'x-intercom-signature': 'Intercom',
  'linear-signature': 'Linear',
  'x-linear-signature': 'Linear',
  'x-razorpay-signature': 'Razorpay',
  'x-wc-webhook-signature': 'WooCommerce',
  'x-pagerduty-signature': 'PagerDuty',
  'sentry-hook-signature': 'Sentry',
  'x-signature-sha256': 'another service',
};
const PROBES =
  /\b(?:kube-probe|ELB-HealthChecker|GoogleHC|UptimeRobot|Pingdom|StatusCake|Better ?Uptime|Site24x7|Consul Health Check|Amazon-Route53-Health-Check|Azure Traffic Manager|Edge Health Probe|HealthChecks?|NewRelicPinger|Datadog|DigitalOcean Uptime|Railway|Render\/|Uptime-Kuma|Blackbox-Exporter|check_http|Load Balancer Agent)/i;
const TOOLS =
  /^(?:Mozilla\/|Opera\/|curl\/|Wget\/|HTTPie\/|xh\/|PostmanRuntime\/|insomnia\/|Thunder Client|Bruno|IntelliJ HTTP Client|vscode-restclient|PowerShell\/)/i;
const TWILIO_ACCOUNT = /^AC[0-9a-f]{32}$/i;
const MAX_JSON = 65_536;

/** The most specific first. */
const OBSERVERS = [
  otherServices,
  probes,
  aiWebhooks,
  tools,
  sharedKeys,
  twilio,
  handshakes,
  lostBodies,
  contentTypes,
  compression,
  redirects,
];

/** Returns all observations, the most specific first. */
export function observe(request: ReceivedRequest): Observation[] {
  return OBSERVERS.map((observer) => observer(request)).filter((each) => each !== undefined);
}

function otherServices({ headers }: ReceivedRequest): Observation | undefined {
  const other = Object.entries(OTHER_SERVICES).find(([header]) => headers.has(header));
  if (!other) return undefined;
  const [name, service] = other;
  const evidence = `the request has the header ${name} of ${service}`;
  return observation('sender-other', `wanted: ${SIGNATURE_HEADER}; here: ${name}`, evidence);
}

function probes({ headers }: ReceivedRequest): Observation | undefined {
  const agent = headers.get('user-agent') ?? '';
  if (!PROBES.test(agent.slice(0, 512))) return undefined;
  const shown = printableText(agent, 80);
  return observation('sender-probe', `User-Agent: ${shown}`, `the User-Agent is ${shown}`);
}

/** Recognizes browsers and tools of developers, which do not sign. */
function tools({ headers }: ReceivedRequest): Observation | undefined {
  const agent = headers.get('user-agent') ?? '';
  const isBot = PROBES.test(agent.slice(0, 512)) || agent.includes('(compatible;');
  if (!TOOLS.test(agent) || isBot || hasSignatureHeader(headers)) return undefined;
  const shown = printableText(agent, 80);
  return observation(
    'sender-tool',
    `wanted: a webhook; here: User-Agent ${shown}`,
    `the User-Agent is ${shown}`,
  );
}

/** Recognizes post prompts and SWAIG calls, which SignalWire documents as unsigned. */
function aiWebhooks({ bytes, kind }: ReceivedRequest): Observation | undefined {
  const payload = kind === 'json' ? parseObject(bytes) : undefined;
  if (!payload) return undefined;
  if ('post_prompt_data' in payload || payload['action'] === 'post_conversation') {
    const evidence = 'the body is that of a post prompt';
    return observation('sender-post-prompt', 'SignalWire documents post prompts as unsigned', evidence);
  }
  const isCall =
    typeof payload['function'] === 'string' && ('argument' in payload || 'ai_session_id' in payload);
  if (!isCall && payload['content_type'] !== 'text/swaig') return undefined;
  const evidence = 'the body is that of a SWAIG function call';
  return observation('sender-swaig', 'SignalWire documents SWAIG calls as unsigned', evidence);
}

/** Twilio signs with the secret of a SharedKey instead of the account's auth token. */
function sharedKeys({ headers }: ReceivedRequest): Observation | undefined {
  const algorithm = readSharedKeyAlgorithm(headers);
  if (algorithm === undefined || headers.has(SIGNATURE_HEADER)) return undefined;
  return observation(
    'sender-shared-key',
    `wanted: HMAC_SHA1 with a configured key; here: ${algorithm} with a SharedKey of Twilio`,
    `the header ${SHARED_KEY_HEADER} names ${algorithm}`,
  );
}

function handshakes(request: ReceivedRequest): Observation | undefined {
  const header = handshakeHeader(request);
  if (header === undefined) return undefined;
  const evidence = `the request has the header ${header}`;
  return observation('sender-websocket', 'wanted: a webhook; here: a WebSocket handshake', evidence);
}

function twilio({ headers, body, query }: ReceivedRequest): Observation | undefined {
  const pairs = body.kind === 'form' ? body.pairs : query;
  const account = pairs.find(([name]) => name === 'AccountSid')?.[1] ?? '';
  const isOfSignalWire = headers.has(SIGNATURE_HEADER) || headers.has(SHARED_KEY_HEADER);
  if (!TWILIO_ACCOUNT.test(account) || isOfSignalWire) return undefined;
  const signature = headers.has(SIGNATURE_HEADER_ALIAS)
    ? `the only signature is in ${SIGNATURE_HEADER_ALIAS}`
    : 'there is no signature of SignalWire';
  const evidence = `AccountSid begins with AC, as at Twilio, and ${signature}`;
  return observation('sender-twilio', 'wanted: an AccountSid of SignalWire, a UUID; here: AC…', evidence);
}

/** An observation only: for a POST without a body, SignalWire signs the URL alone. */
function lostBodies({ method, headers, bytes, kind }: ReceivedRequest): Observation | undefined {
  if (kind === 'other' || bytes.length > 0 || !/^(?:POST|PUT|PATCH)$/i.test(method)) return undefined;
  const shown = printableText(headers.get('content-type') ?? '', 80);
  return observation('body-missing', 'wanted: a body of that type; here: none', `Content-Type is ${shown}`);
}

function contentTypes({ headers, bytes, kind }: ReceivedRequest): Observation | undefined {
  const type = headers.get('content-type') ?? '';
  const shown = printableText(type, 80);
  const evidence = `Content-Type is ${shown || 'missing'}`;
  if (/^\s*multipart\//i.test(type))
    return observation('content-type-multipart', `wanted: a form or JSON; here: ${shown}`, evidence);
  if (kind !== 'other' || bytes.length === 0) return undefined;
  const charset = unsupportedCharsetOf(type);
  if (charset === undefined)
    return observation('content-type-other', `wanted: a form or JSON; here: ${shown || 'none'}`, evidence);
  const difference = `wanted: UTF-8; here: ${printableText(charset, 40) || 'none'}`;
  return observation('content-type-charset', difference, evidence);
}

function compression({ headers, bytes }: ReceivedRequest): Observation | undefined {
  const encoding = headers.get('content-encoding') ?? '';
  const isNamed = encoding !== '' && !/^\s*identity\s*$/i.test(encoding);
  if (!isNamed && !isCompressed(bytes)) return undefined;
  const here =
    encoding === ''
      ? 'the first bytes of gzip or deflate'
      : `Content-Encoding: ${printableText(encoding, 40)}`;
  return observation('body-compressed', `wanted: the body as it was signed; here: ${here}`, here);
}

function redirects(request: ReceivedRequest): Observation | undefined {
  const { method, parts, bytes } = request;
  const isBare =
    /^(?:GET|HEAD)$/i.test(method) && bytes.length === 0 && parts !== undefined && parts.query.length < 2;
  if (!isBare || handshakeHeader(request) !== undefined) return undefined;
  const evidence = 'there is neither a body nor a query';
  return observation('get-without-parameters', 'wanted: the parameters of a webhook; here: none', evidence);
}

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (bytes.length > MAX_JSON || readJsonShape(bytes).depth > MAX_DIAGNOSIS_JSON_DEPTH) return undefined;
  const value = tryOrUndefined((): unknown => JSON.parse(bytes.toString()));
  return isObject(value) ? value : undefined;
}

/** Returns `AccountSid` of a form or a query, or `project_id` of JSON or of its call or message. */
export function claimedProject({ body, bytes, kind, query }: ReceivedRequest): string | undefined {
  const pairs = body.kind === 'form' ? body.pairs : kind === 'json' ? [] : query;
  const account = pairs.find(([name]) => name === 'AccountSid')?.[1];
  if (account !== undefined) return account;
  const payload = kind === 'json' ? parseObject(bytes) : undefined;
  const ids = [payload, payload?.['call'], payload?.['message'], payload?.['call_info']].map(projectIdOf);
  return ids.find((id) => id !== undefined);
}

function projectIdOf(value: unknown): string | undefined {
  const id = isObject(value) ? value['project_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
