import { acceptAsCode, acceptedMethods, accepts, requiresAll } from '../../credentials/accept-option.js';
import { quoted } from '../../errors/printable.js';
import { unsupportedCharsetOf } from '../body/content-type-changes.js';
import { hasChangedProject, readClaimedProjectId } from '../../request/claimed-project.js';
import { receivedContent } from '../../request/received-content.js';
import { readPath } from '../../request/request-target.js';
import type { RejectionReason } from '../../signalwire-webhook.exception.js';
import { isResolver, isStatic } from '../../keys/key-source.js';
import type { SignedContent, WebhookRequest } from '../../signature/index.js';
import { maskUrl, parseSignature, readHeader } from '../../signature/internal.js';
import { diagnoseUnsigned } from '../diagnose-unsigned.js';
import { formatInOneLine } from '../format-diagnosis.js';
import { printableText } from '../printable-text.js';
import type { RejectionReport } from './rejection-report.js';

type Advice = (rejected: RejectionReport) => string | undefined;

/** Returns the explanation and the fix for a reason that needs no search, otherwise `undefined`. */
export function advise(rejected: RejectionReport): string | undefined {
  return adviceOn(rejected.reason, rejected.route)?.(rejected);
}

/** Whether only a search can find the cause of a reason. A replaced verifier may return other reasons, which no search explains. */
export function needsSearch({ reason, route }: Pick<RejectionReport, 'reason' | 'route'>): boolean {
  return Object.hasOwn(ADVICE, reason) && adviceOn(reason, route) === undefined;
}

function adviceOn(reason: string, { options: { accept } }: RejectionReport['route']): Advice | undefined {
  if (!accepts(accept, 'signature') && Object.hasOwn(WITHOUT_SIGNATURE, reason))
    return WITHOUT_SIGNATURE[reason as keyof typeof WITHOUT_SIGNATURE];
  return Object.hasOwn(ADVICE, reason) ? ADVICE[reason as RejectionReason] : undefined;
}

/** On a route that accepts no signature, a search would explain that the signature is missing. */
const WITHOUT_SIGNATURE = {
  'malformed-body': () =>
    'The body is not one JSON object, is a form of more than 10,000 parameters, or does not consist of bytes. Either a proxy or a ' +
    'function in between changed the body, or the request is forged. Fix: pass the body on byte for byte.',
  'body-not-signed': ({ request: { method } }) =>
    `The request is a ${printableText(method, 20)} with a body. SignalWire sends the parameters of a GET in the query. Either a proxy changed ` +
    'the method, or the request is forged. Fix: pass the method on unchanged.',
} satisfies Partial<Record<RejectionReason, Advice>>;

/** `undefined` if only a search can find the cause. */
const ADVICE: Readonly<Record<RejectionReason, Advice | undefined>> = {
  'signature-mismatch': undefined,
  'malformed-signature': undefined,
  'malformed-body': undefined,
  'body-not-signed': undefined,
  'no-signing-key': undefined,
  'untrusted-host': ({ request }) => {
    const host: unknown = request.host ?? request.hostname;
    if (!readHeader(request.headers, 'host') || typeof host !== 'string')
      return 'The request has no Host header. SignalWire sends one, so a proxy removed it, or a probe sent the request.';
    return (
      `The request names the host ${quoted(host)}, which is not among allowedHosts. If SignalWire calls it: allowedHosts: ` +
      `[${quoted(host)}]. If a proxy changes the host: publicUrl: 'https://example.com', with the host that SignalWire calls.`
    );
  },
  'malformed-target': ({ target }) =>
    `The request target ${quoted(maskUrl(readPath(target)))} is not a path. SignalWire sends a path, so a proxy changed it. ` +
    'Make the proxy pass on the path without protocol and host.',
  'unsupported-content-type': ({ request }) =>
    adviseOnContentType(readHeader(request.headers, 'content-type') ?? ''),
  'unexpected-method': ({ request: { method }, route: { options } }) =>
    `The method is ${quoted(method)}, and the option methods allows ${options.methods.join(', ')}. Choose an allowed method at ` +
    `SignalWire, or on this route: @SignalWireWebhook({ methods: [${quoted(method)}] })`,
  'unexpected-content': ({ signed, route: { options } }) => {
    const content = contentOf(signed);
    if (options.once && content === 'query') return adviseOnQueryWithOnce(options.content);
    return (
      `The request has content of the kind '${content}', and the option content allows ${options.content.join(', ')}. To ` +
      `accept it: @SignalWireWebhook({ content: [${[...options.content, content].map((each) => `'${each}'`).join(', ')}] })`
    );
  },
  'unknown-project': adviseOnProject,
  'ambiguous-project': adviseOnTwoProjects,
  'missing-credentials': ({ route: { options } }) =>
    `The request has no HTTP basic auth, which ${acceptAsCode(options.accept)} requires. Fix, for the URL at SignalWire: ` +
    'https://username:password@example.com/…. A proxy must pass the Authorization header on.',
  'wrong-credentials': () =>
    'The HTTP basic auth does not match basicAuth: username or password differ. Compare basicAuth with the URL at SignalWire, ' +
    'where special characters are percent-encoded.',
  'missing-token': ({ route: { options } }) =>
    `The URL has no token (sw_token), which ${acceptAsCode(options.accept)} requires. Fix: where the SWML is created, ` +
    "this.urls.create('/path', { bind: { … } }) of SignalWireWebhookUrls. A proxy must pass the query on.",
  'malformed-token': () =>
    'The URL token is malformed, repeated, encoded, or not the last parameter of the query. A proxy or code changed the URL after ' +
    'SignalWireWebhookUrls.create(), or the request is forged. Fix: use the URL exactly as create() returned it.',
  'expired-token': () =>
    'The time of the URL token is over. The request is a replay, the clocks of two processes differ, or the call lasts longer than ' +
    'the token. Fix, for long calls: create(path, { …, expiresIn: 14_400_000 }), at most 24 hours.',
  'token-mismatch': undefined,
  'missing-signature': adviseOnUnsigned,
  'expired-event': ({ route: { options } }) =>
    `The signed time of the event is more than once.maxAge (${options.once ? options.once.maxAge : 0} ms) from now, or cannot be read. ` +
    'The request is a replay, or the clock of this machine is wrong. If the event is a late retry, raise once.maxAge.',
};

const MAX_EXPLANATIONS = 2;
const URLS_WITHOUT_SIGNATURE = {
  'basic-auth': 'a URL with the credentials of basicAuth (https://username:password@example.com/…)',
  'url-token': 'a URL of SignalWireWebhookUrls.create()',
};

function adviseOnUnsigned({ signed, route: { options } }: RejectionReport): string {
  const methods = acceptedMethods(options.accept);
  if (methods.length > 1 && !requiresAll(options.accept)) {
    const fixes = methods.flatMap((method) => (method === 'signature' ? [] : URLS_WITHOUT_SIGNATURE[method]));
    return (
      `The request has no signature, and none of the other methods of ${acceptAsCode(options.accept)}. If SignalWire does not sign this webhook, ` +
      `use ${fixes.join(' or ')}.`
    );
  }
  if (!signed) return 'The X-SignalWire-Signature header is missing.';
  return diagnoseUnsigned(signed, { context: 'module' })
    .slice(0, MAX_EXPLANATIONS)
    .map(formatInOneLine)
    .join(' ');
}

/** Returns the content that the signature covers, or that a request without a signature has. */
function contentOf(received: WebhookRequest | undefined): SignedContent {
  if (received === undefined) return 'form';
  const parsed = parseSignature(received);
  if ('content' in parsed) return parsed.content;
  const content = receivedContent(received);
  return content === 'other' ? 'form' : content;
}

function adviseOnQueryWithOnce(accepted: readonly SignedContent[]): string {
  return (
    `The request has its parameters in the query, and this route accepts ${accepted.join(', ')}. A route with once accepts a ` +
    'query by default only if it is registered for GET or HEAD alone, because a captured POST can be sent again as a GET. If ' +
    'SignalWire calls it with GET, register it with @Get().'
  );
}

function adviseOnContentType(contentType: string): string {
  const charset = unsupportedCharsetOf(contentType);
  if (charset !== undefined) {
    return (
      `The content type is JSON with the charset ${quoted(charset)}. JSON must be in UTF-8: the charset is not signed, and a body ` +
      'parser that follows a different charset reads a different object. Find out which system changed the content type. ' +
      'Fix: Content-Type: application/json'
    );
  }
  return (
    `The content type is ${quoted(contentType)}. SignalWire sends application/x-www-form-urlencoded or ` +
    'application/json. Either a proxy or a function in between changed it, or a different sender calls this route and needs a ' +
    'separate one.'
  );
}

/**
 * Explains a JSON body in which code of the application has changed the project; `undefined` if the parsed body names the received one, or
 * if nothing reads it because the key is plain.
 */
export function adviseOnChangedProject({ signed, request, route }: RejectionReport): string | undefined {
  const isRead = signed !== undefined && !isStatic(route.options.signingKey);
  if (!isRead || !hasChangedProject(signed, request.body)) return undefined;
  return (
    'Code that runs before the guard, such as a middleware, has changed the project (project_id) in request.body. Such a request is ' +
    'rejected unless signingKey is a plain key. Fix: leave request.body as it is, and set a different property, such as request.tenant.'
  );
}

function adviseOnTwoProjects(rejected: RejectionReport): string {
  return (
    adviseOnChangedProject(rejected) ??
    'The payload names two different projects, and the project selects the signing key. SignalWire names one, so a parameter ' +
      '(AccountSid) or a field (project_id) was added in transit.'
  );
}

function adviseOnProject(rejected: RejectionReport): string {
  return adviseOnChangedProject(rejected) ?? adviseOnUnknownProject(rejected);
}

function adviseOnUnknownProject({ signed, route: { options } }: RejectionReport): string {
  const { project, signingKey } = options;
  const claimed = project ?? (signed && readClaimedProjectId(signed));
  if (claimed === undefined) {
    return (
      'The request names no project (AccountSid of a form, project_id of JSON), and the project selects the signing key. Fix, on ' +
      "the route: @SignalWireWebhook({ project: '…' })"
    );
  }
  const subject = project === undefined ? 'The request claims the project' : 'The route has the project';
  if (!isStatic(signingKey) && isResolver(signingKey)) {
    return `${subject} ${quoted(claimed)}, and the signing key resolver returned no key for it. If the project is yours, return its key.`;
  }
  return `${subject} ${quoted(claimed)}, and signingKey has no key for it. If the project is yours: signingKey: { projects: { ${quoted(claimed)}: 'PSK_…' } }`;
}
