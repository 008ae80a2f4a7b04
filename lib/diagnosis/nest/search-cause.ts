import { isResolver, isStatic, type SigningKeySource } from '../../keys/key-source.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import type { WebhookRequest } from '../../signature/index.js';
import { diagnose, type DiagnosisHints, formatDiagnosis } from '../index.js';
import type { DiagnosticsSettings } from './diagnostics-options.js';

export { describeTokenMismatch } from './describe-token-mismatch.js';

interface Mismatch {
  readonly signed: WebhookRequest;
  readonly keys: readonly string[];
  readonly claimedProjectId: string | undefined;
  readonly route: WebhookRoute;
  readonly settings: DiagnosticsSettings;
}

/** Explains a request whose signature does not match, with the keys of other projects as possible keys. */
export function describeMismatch({ signed, keys, claimedProjectId, route, settings }: Mismatch): string {
  const { signingKey, signingKeyKind, publicUrl } = route.options;
  const hints: DiagnosisHints = {
    ...settings,
    otherKeys: { ...keysOf(signingKey), ...settings.otherKeys },
    context: 'module',
    signingKeyKind,
    ...(typeof publicUrl === 'string' && { publicUrl }),
    ...(claimedProjectId !== undefined && { claimedProjectId }),
  };
  return formatDiagnosis(diagnose(signed, keys, hints), settings);
}

/** Returns the newest key of each project by name, because a different project may have signed the request. */
function keysOf(source: SigningKeySource): Record<string, string> {
  if (isStatic(source) || isResolver(source)) return {};
  return Object.fromEntries(
    Object.entries(source.projects).flatMap(([name, keys]) => {
      const newest = typeof keys === 'string' ? keys : keys[0];
      return newest === undefined ? [] : [[name, newest]];
    }),
  );
}
