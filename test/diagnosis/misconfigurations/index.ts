import { bodyMistakes } from './body-mistakes.js';
import { combinedMistakes } from './combined-mistakes.js';
import { formMistakes } from './form-mistakes.js';
import { jsonMistakes } from './json-mistakes.js';
import { keyMistakes } from './key-mistakes.js';
import { moreCombinations } from './more-combinations.js';
import { originMistakes } from './origin-mistakes.js';
import { otherMistakes } from './other-mistakes.js';
import { pathMistakes } from './path-mistakes.js';
import { queryMistakes } from './query-mistakes.js';
import { signatureMistakes } from './signature-mistakes.js';
import { senderMistakes } from './sender-mistakes.js';
import { urlMistakes } from './url-mistakes.js';

export { API_TOKEN, type BrokenRequest } from './broken-request.js';

export const singleMistakes = [
  ...urlMistakes,
  ...originMistakes,
  ...pathMistakes,
  ...queryMistakes,
  ...formMistakes,
  ...jsonMistakes,
  ...bodyMistakes,
  ...keyMistakes,
  ...signatureMistakes,
  ...otherMistakes,
  ...senderMistakes,
];
export const combinations = [...combinedMistakes, ...moreCombinations];
export const allMistakes = [...singleMistakes, ...combinations];
