import { DIAGNOSIS_LIMITS } from '../../lib/diagnosis/work-limit.js';

/** All bounds but the clock's, so that a busy machine changes no result. */
export const patient = { ...DIAGNOSIS_LIMITS, milliseconds: Infinity };
