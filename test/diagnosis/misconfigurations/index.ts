import { bodyMisconfigurations } from './body.js';
import { combinedMisconfigurations } from './combined.js';
import { formMisconfigurations } from './form.js';
import { jsonMisconfigurations } from './json.js';
import { keyMisconfigurations } from './key.js';
import { moreCombinations } from './more-combinations.js';
import { originMisconfigurations } from './origin.js';
import { otherMisconfigurations } from './other.js';
import { pathMisconfigurations } from './path.js';
import { queryMisconfigurations } from './query.js';
import { signatureMisconfigurations } from './signature.js';
import { senderMisconfigurations } from './sender.js';
import { urlMisconfigurations } from './url.js';

export { API_TOKEN, type BrokenRequest } from './broken-request.js';

export const singleMisconfigurations = [
  ...urlMisconfigurations,
  ...originMisconfigurations,
  ...pathMisconfigurations,
  ...queryMisconfigurations,
  ...formMisconfigurations,
  ...jsonMisconfigurations,
  ...bodyMisconfigurations,
  ...keyMisconfigurations,
  ...signatureMisconfigurations,
  ...otherMisconfigurations,
  ...senderMisconfigurations,
];
export const combinations = [...combinedMisconfigurations, ...moreCombinations];
export const allMisconfigurations = [...singleMisconfigurations, ...combinations];
