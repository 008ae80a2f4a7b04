import { acceptedMethods, requires, requiresAll } from '../../credentials/accept-option.js';
import type { EffectiveOptions } from '../../routes/effective-options.js';
import type { WebhookAuthentication } from '../../verified/verified-webhook.js';

type Requirement = Readonly<Record<string, readonly string[]>>;

/** The names of the security schemes, which the application declares with `DocumentBuilder`. See `docs/how-to/openapi.md`. */
const SCHEMES: Readonly<Record<WebhookAuthentication, string>> = {
  signature: 'signalwire-signature',
  'basic-auth': 'signalwire-basic-auth',
  'url-token': 'signalwire-url-token',
};

/** Returns alternatives, each of which names all its schemes. An empty alternative allows every request. */
export function describeSecurity({ accept, mode }: EffectiveOptions): Requirement[] {
  const each = acceptedMethods(accept).map((method): Requirement => ({ [SCHEMES[method]]: [] }));
  const alternatives = requiresAll(accept) ? [Object.assign({}, ...each) as Requirement] : each;
  return mode === 'report' ? [...alternatives, {}] : alternatives;
}

export interface HeaderParameter {
  readonly name: string;
  readonly in: 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: { readonly type: 'string' };
}

export function describeHeaders({ accept, mode, content }: EffectiveOptions): HeaderParameter[] {
  if (!acceptedMethods(accept).includes('signature')) return [];
  const signature = header(
    'X-SignalWire-Signature',
    'HMAC-SHA1 of the URL and the body: base64 for cXML, hexadecimal for SWML.',
  );
  const sha256 = header(
    'X-SignalWire-SHA256-Signature',
    'Hexadecimal HMAC-SHA256 of the URL and the raw body. SignalWire adds it to SWML call requests.',
  );
  const isRequired = mode !== 'report' && requires(accept, 'signature');
  return [{ ...signature, required: isRequired }, ...(content.includes('json') ? [sha256] : [])];
}

function header(name: string, description: string): HeaderParameter {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}
