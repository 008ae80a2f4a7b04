import {
  type SignedTestRequest,
  WebhookTestClient,
  type WebhookTestClientOptions,
} from '../../testing/index.js';
import { UsageError } from './errors.js';
import type { Flags } from './arguments.js';
import { readKind, WEBHOOK_KINDS } from './fixture-kinds.js';

export const REQUEST_OPTIONS = {
  as: { type: 'string', default: 'voice.inbound' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  get: { type: 'boolean', default: false },
  sha256: { type: 'boolean', default: false },
} as const;

/** Width of the help, without the indentation of its second column. */
const WIDTH = 74;

export const REQUEST_HELP = `  --as <kind>             kind of the webhook (default: voice.inbound); one of
${wrap(Object.keys(WEBHOOK_KINDS))}
  --set <name>=<value>    value of a field, such as From=+15551234567, or call.from=… in JSON
                          (repeatable)
  --get                   send the parameters of a form in the query of a GET
  --sha256                add the SHA-256 signature to JSON`;

/**
 * Returns the request of the flags, signed for the public URL and the path.
 *
 * @throws UsageError
 */
export function makeRequest(
  { as, get, sha256 }: Pick<Flags<typeof REQUEST_OPTIONS>, 'as' | 'get' | 'sha256'>,
  fields: Readonly<Record<string, string>>,
  settings: WebhookTestClientOptions,
  path: string,
): SignedTestRequest {
  const { type, make } = readKind(as);
  const payload = make(fields);
  if (type === 'json' && get)
    throw new UsageError(
      `--get does not support ${as}, because a GET cannot carry JSON. Fix: leave out --get.`,
    );
  try {
    const client = new WebhookTestClient(settings);
    if (type === 'form') return get ? client.get(path, payload) : client.form(path, payload);
    return client.json(path, payload, { algorithms: sha256 ? ['sha1', 'sha256'] : ['sha1'] });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wrap(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length + 3 > WIDTH) lines.push(name);
    else lines[lines.length - 1] = `${last}, ${name}`;
  }
  return lines.map((line) => `                          ${line}`).join(',\n');
}
