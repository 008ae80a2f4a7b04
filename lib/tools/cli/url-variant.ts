import { withoutCredentials } from './url.js';

/** Describes how the signed URL differs from the given one. */
export function describeUrlVariant(given: string, signed: string): string {
  if (given === signed) return 'unchanged';
  const differences: string[] = [];
  if (given !== withoutCredentials(given) && signed === withoutCredentials(signed)) {
    differences.push('without its credentials');
  }
  const before = portOf(given);
  const after = portOf(signed);
  if (before !== after) {
    differences.push(after === '' ? `without the default port ${before}` : `with the default port ${after}`);
  }
  return differences.join(', ');
}

/** Returns the port as written, with its colon. */
function portOf(url: string): string {
  return /^[^/]+\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^:/?#]*)(:[0-9]+)?/.exec(url)?.[1] ?? '';
}
