import { acceptAsCode, acceptedMethods, requiresAll } from '../../credentials/accept-option.js';
import { unsupportedCharsetOf } from '../body/charset.js';
import { readClaimedProjectId } from '../../request/claimed-project.js';
import { readPath } from '../../request/request-target.js';
import type { RejectionReason } from '../../signalwire-webhook.exception.js';
import { isResolver, isStatic } from '../../keys/key-source.js';
import type { SignedContent } from '../../signature/index.js';
import { maskUrl, parseSignature, readHeader } from '../../signature/internal.js';
import { quoted } from './quoted.js';
import type { RejectionReport } from './rejection-report.js';

type Advice = (rejected: RejectionReport) => string | undefined;

/** What a rejection says that needs no search, and the line that fixes it; the other reasons are diagnosed. */
export function advise(rejected: RejectionReport): string | undefined {
  return ADVICE[rejected.reason]?.(rejected);
}

const ADVICE: { readonly [Reason in RejectionReason]?: Advice } = {
  'untrusted-host': ({ request }) => {
    const host: unknown = request.host ?? request.hostname;
    if (!readHeader(request.headers, 'host') || typeof host !== 'string')
      return 'The request names no host. SignalWire sends one: a proxy dropped it, or a probe sent it.';
    return (
      `The request names the host ${quoted(host)}, which is not among allowedHosts. If SignalWire calls it: allowedHosts: ` +
      `[${quoted(host)}]. If a proxy changes the host: publicUrl: 'https://example.com', with the host that SignalWire calls.`
    );
  },
  'malformed-target': ({ target }) =>
    `The request target ${quoted(maskUrl(readPath(target)))} is no path. SignalWire sends a path; a proxy must pass it on alone, ` +
    'without protocol and host.',
  'unsupported-content-type': ({ request }) =>
    adviseOnContentType(readHeader(request.headers, 'content-type') ?? ''),
  'unexpected-method': ({ request: { method }, route: { options } }) =>
    `It came by ${quoted(method)}, and the option methods lets ${options.methods.join(', ')} through. Choose one of them at ` +
    `SignalWire, or on this route: @SignalWireWebhook({ methods: [${quoted(method)}] }).`,
  'unexpected-content': ({ signed, route: { options } }) => {
    const parsed = signed && parseSignature(signed);
    const content = parsed && 'content' in parsed ? parsed.content : 'form';
    if (options.once && content === 'query') return adviseOnQueryWithOnce(options.content);
    return (
      `Its signature covers content of the kind '${content}', and the option content lets ${options.content.join(', ')} ` +
      `through. If that is meant: @SignalWireWebhook({ content: [${[...options.content, content].map((each) => `'${each}'`).join(', ')}] }).`
    );
  },
  'unknown-project': adviseOnProject,
  'ambiguous-project': () =>
    'The payload names two different projects, and the project selects the signing key. SignalWire names one: something in ' +
    'between added a parameter (AccountSid) or a field (project_id).',
  'missing-credentials': ({ route: { options } }) =>
    `It holds no HTTP basic auth, which ${acceptAsCode(options.accept)} requires. At SignalWire write the credentials into the URL: ` +
    'https://username:password@example.com/…; a proxy must pass the Authorization header on.',
  'wrong-credentials': () =>
    'Its HTTP basic auth is not that of basicAuth: username or password differ. Compare basicAuth with the URL at SignalWire, ' +
    'where special characters are percent-encoded.',
  'missing-signature': ({ route: { options } }) =>
    acceptedMethods(options.accept).length > 1 && !requiresAll(options.accept)
      ? `The request has neither a signature nor the credentials of basicAuth, and ${acceptAsCode(options.accept)} requires one of them. ` +
        'If SignalWire does not sign this webhook, write the credentials into its URL: https://username:password@example.com/…'
      : undefined,
};

function adviseOnQueryWithOnce(accepted: readonly SignedContent[]): string {
  return (
    `The request has its parameters in the query, and this route accepts ${accepted.join(', ')}. A route with once accepts a ` +
    'query by default only if it is registered for GET alone, since a captured POST can be sent again as a GET. If SignalWire ' +
    'calls it by GET, register it with @Get().'
  );
}

function adviseOnContentType(contentType: string): string {
  const charset = unsupportedCharsetOf(contentType);
  if (charset !== undefined) {
    return (
      `The content type is JSON with the charset ${quoted(charset)}. JSON must be in UTF-8: the charset is not signed, and a body ` +
      'parser that follows a different charset reads a different object. Find out what changed the content type on its way. ' +
      'Fix: Content-Type: application/json'
    );
  }
  return (
    `The content type is ${quoted(contentType)}. SignalWire sends application/x-www-form-urlencoded or application/json: ` +
    'a proxy or a function in between changed it, or another sender calls here, which needs a route of its own.'
  );
}

function adviseOnProject({ signed, route: { options } }: RejectionReport): string {
  const { project, signingKey } = options;
  const claimed = project ?? (signed && readClaimedProjectId(signed));
  if (claimed === undefined) {
    return (
      'It names no project (AccountSid of a form, project_id of JSON), and the project selects the signing key. Name it on the ' +
      "route: @SignalWireWebhook({ project: '…' })."
    );
  }
  const who = project === undefined ? 'It claims to be of project' : "The route's project is";
  if (!isStatic(signingKey) && isResolver(signingKey)) {
    return `${who} ${quoted(claimed)}, for which the signing key resolver gave no key. If it is yours, let the resolver give its key.`;
  }
  return `${who} ${quoted(claimed)}, and signingKey holds no key of it. If it is yours: signingKey: { projects: { ${quoted(claimed)}: 'PSK_…' } }.`;
}
