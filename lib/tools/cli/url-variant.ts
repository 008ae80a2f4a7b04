import { withoutCredentials } from './url.js';

/** In which form the URL was signed, compared with how it was given. */
export function describeUrlForm(given: string, signed: string): string {
  if (given === signed) return 'as it is';
  const forms: string[] = [];
  if (given !== withoutCredentials(given) && signed === withoutCredentials(signed)) {
    forms.push('without its credentials');
  }
  const before = portOf(given);
  const after = portOf(signed);
  if (before !== after) {
    forms.push(after === '' ? `without the default port ${before}` : `with the default port ${after}`);
  }
  return forms.join(', ');
}

/** As it is written. */
function portOf(url: string): string {
  return /^[^/]+\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^:/?#]*)(:[0-9]+)?/.exec(url)?.[1] ?? '';
}
