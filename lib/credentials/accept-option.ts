import { describeSetting, describeValue } from '../signature/options/describe-value.js';
import { describeMisconfiguration, type Option, type OptionPlace } from '../signature/options/option.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { WebhookAuthentication } from '../verified/verified-webhook.js';

/**
 * How a request can be verified on a route: by one method, by any method of a list, or by all methods of a list. A list is not
 * empty, names each method once, and contains no further list.
 *
 * @example
 * ```ts
 * accept: 'signature'
 * accept: { anyOf: ['signature', 'url-token'] }
 * accept: { allOf: ['basic-auth', 'url-token'] }
 * ```
 *
 * @publicApi
 */
export type AcceptedAuthentication =
  | WebhookAuthentication
  | { readonly anyOf: readonly WebhookAuthentication[] }
  | { readonly allOf: readonly WebhookAuthentication[] };

const METHODS: readonly WebhookAuthentication[] = ['signature', 'basic-auth', 'url-token'];
const RULES = ['anyOf', 'allOf'];
/** The values of version 0.1, each with the line that replaces it. */
const REPLACED: Readonly<Record<string, string>> = {
  either: "accept: { anyOf: ['signature', 'basic-auth'] }",
  both: "accept: { allOf: ['signature', 'basic-auth'] }",
};

export const ACCEPT_OPTION: Option<AcceptedAuthentication> = {
  default: 'signature',
  check: findAcceptMisconfiguration,
};

/** Returns the methods that `accept` names. */
export function acceptedMethods(accept: AcceptedAuthentication): readonly WebhookAuthentication[] {
  if (typeof accept === 'string') return [accept];
  return 'anyOf' in accept ? accept.anyOf : accept.allOf;
}

/**
 * Returns the methods that `accept` names, the signature first.
 *
 * @throws SignalWireWebhookConfigurationError for an unchecked value that names no method or an unknown one
 */
export function acceptedInOrder(accept: AcceptedAuthentication): readonly WebhookAuthentication[] {
  const named = acceptedMethods(accept);
  const methods = METHODS.filter((method) => named.includes(method));
  if (methods.length > 0 && methods.length === named.length) return methods;
  throw new SignalWireWebhookConfigurationError(
    describeMisconfiguration('accept', describeSetting(accept), WANTED, "'signature'"),
  );
}

/** Returns whether a request can be verified by this method, alone or with others. */
export function accepts(accept: AcceptedAuthentication, method: WebhookAuthentication): boolean {
  return acceptedMethods(accept).includes(method);
}

/** Returns whether a request without this method of authentication is always rejected. A list has at least two methods. */
export function requires(accept: AcceptedAuthentication, method: WebhookAuthentication): boolean {
  return requiresAll(accept) && acceptedMethods(accept).includes(method);
}

/** Returns whether the methods must verify the request together. Returns `true`, the stricter rule, for an unchecked value. */
export function requiresAll(accept: AcceptedAuthentication): boolean {
  return typeof accept !== 'object' || 'allOf' in accept;
}

/** Returns the method itself for a list of one method. */
export function withoutListOfOne(accept: AcceptedAuthentication): AcceptedAuthentication {
  const [only, ...others] = acceptedMethods(accept);
  return only !== undefined && others.length === 0 ? only : accept;
}

/** Returns `accept` as code. */
export function acceptAsCode(accept: AcceptedAuthentication): string {
  if (typeof accept === 'string') return `accept: '${accept}'`;
  const methods = acceptedMethods(accept).map((method) => `'${method}'`);
  return `accept: { ${requiresAll(accept) ? 'allOf' : 'anyOf'}: [${methods.join(', ')}] }`;
}

function findAcceptMisconfiguration(value: unknown, { name }: OptionPlace): string | undefined {
  if (typeof value === 'string' && Object.hasOwn(REPLACED, value))
    return `${name}: '${value}' has a new form. Fix: ${REPLACED[value]}`;
  if (isMethod(value)) return undefined;
  const entries =
    typeof value === 'object' && value !== null
      ? Object.entries(value as Readonly<Record<string, unknown>>)
      : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1 || !RULES.includes(entry[0]))
    return describeMisconfiguration(name, describeSetting(value), WANTED, "'signature'", value);
  const [rule, list] = entry;
  return isListOfMethods(list)
    ? undefined
    : describeMisconfiguration(
        `${name}.${rule}`,
        describeValue(list),
        WANTED_LIST,
        "['signature', 'basic-auth']",
      );
}

const WANTED =
  "'signature' (the default), 'basic-auth', 'url-token', or a list of them such as { anyOf: ['signature', 'url-token'] } or { allOf: ['signature', 'basic-auth'] }";
const WANTED_LIST = "a list of 'signature', 'basic-auth' and 'url-token', each at most once";

function isMethod(value: unknown): value is WebhookAuthentication {
  return METHODS.includes(value as WebhookAuthentication);
}

function isListOfMethods(list: unknown): boolean {
  if (!Array.isArray(list)) return false;
  const methods: readonly unknown[] = Array.from(list);
  return methods.length > 0 && methods.every(isMethod) && new Set(methods).size === methods.length;
}
