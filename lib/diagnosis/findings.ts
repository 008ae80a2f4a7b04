import type { SignedRequest } from '../signature/index.js';
import { CATALOGUE } from './catalogue.js';
import { signatureFaults } from './claimed-digests.js';
import type { Finding } from './diagnosis.js';
import type { Match } from './search.js';
import { showUrlChange } from './url-changes.js';
import { NO_PARTS, printable, publicBase, splitUrl } from './url-parts.js';

type Difference = Pick<Finding, 'code' | 'difference'>;

/** What has to change for the request to be verified. */
export function toFindings(match: Match, request: SignedRequest): Finding[] {
  const publicUrl = printable(publicBase(match.trial.url.parts));
  const evidence = describeMatch(match);
  return differences(match, request).map(({ code, difference }) => {
    const { title, mend } = CATALOGUE[code];
    return { code, title, difference, mend: mend.replace('{publicUrl}', () => publicUrl), evidence };
  });
}

function differences({ trial, digest }: Match, request: SignedRequest): Difference[] {
  const { url, content, key } = trial;
  const here = splitUrl(request.url) ?? NO_PARTS;
  const differences: Difference[] = [...signatureFaults(digest, content.scheme, request)];
  for (const change of url.changes) {
    differences.push({ code: change.code, difference: showUrlChange(change, url.parts, here) });
  }
  if (content.change) {
    const { code, signed } = content.change;
    differences.push({
      code,
      difference: `signed: ${signed}; here: the body and its content type as they are`,
    });
  }
  if (key.change) {
    differences.push({
      code: key.change,
      difference: `signed with: ${key.name}; here: the signing key as it is`,
    });
  }
  return differences;
}

function describeMatch({ trial: { content, key }, signedUrl }: Match): string {
  const signed = content.change ? ` over ${content.change.signed}` : '';
  return `the signature matches for ${printable(signedUrl)} with ${key.name}${signed}`;
}
