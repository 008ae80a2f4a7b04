import type { FloodSafeLog } from '../../logging/flood-safe-log.js';
import { floodSafeLog } from '../../logging/nest-log.js';

/** Bounds the lines whatever `diagnostics.interval` is: strangers decide how many requests there are to explain. */
export function diagnosisLog(): FloodSafeLog {
  return floodSafeLog('warn', 'diagnoses', { burst: 60, total: 100 });
}
