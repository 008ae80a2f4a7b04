import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { checkSigningKeys } from './check-signing-keys.js';
import type { SigningKeyCacheOptions } from './signing-key-source.js';

/** @throws SignalWireWebhookConfigurationError */
export function checkSigningKeySource(source: unknown): void {
  if (typeof source === 'function') return;
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    checkSigningKeys(source);
    return;
  }
  if ('resolve' in source && typeof source.resolve === 'function') return;
  if (!('projects' in source) || typeof source.projects !== 'object' || source.projects === null) {
    throw new SignalWireWebhookConfigurationError(
      "signingKey must be a key, a list of keys, { projects: { '<project id>': key } }, a function, or an object with " +
        'resolve(context); it is an object without any of them.',
    );
  }
  const projects = Object.entries(source.projects);
  if (projects.length === 0) {
    throw new SignalWireWebhookConfigurationError(
      "signingKey.projects is empty. Pass { projects: { '<project id>': 'PSK_…' } }.",
    );
  }
  for (const [project, keys] of projects) checkSigningKeys(keys, `signingKey.projects["${project}"]`);
}

const CACHE_OPTION_CHECKS: Required<Record<keyof SigningKeyCacheOptions, (value: unknown) => boolean>> = {
  ttl: isDuration,
  staleFor: isDuration,
  refreshInterval: isDuration,
  resolveTimeout: (value) => isDuration(value) && value > 0,
  maxProjects: isCount,
  maxUnverifiedLookups: isCount,
  key: (value) => typeof value === 'function',
};

/** @throws SignalWireWebhookConfigurationError */
export function checkSigningKeyCacheOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw cacheFault('an object');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CACHE_OPTION_CHECKS, name)) {
      throw new SignalWireWebhookConfigurationError(
        `Unknown option "signingKeyCache.${name}". The options are ${Object.keys(CACHE_OPTION_CHECKS).join(', ')}.`,
      );
    }
    const check = CACHE_OPTION_CHECKS[name as keyof SigningKeyCacheOptions];
    if (value !== undefined && !check(value)) throw cacheFault(`usable in "${name}"`);
  }
}

function cacheFault(wanted: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `signingKeyCache must be ${wanted}, such as signingKeyCache: { ttl: 60_000, maxProjects: 10_000 }: ` +
      'times are milliseconds, numbers are positive, key is a function.',
  );
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
