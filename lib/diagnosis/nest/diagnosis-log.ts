import type { FloodSafeLog } from '../../logging/flood-safe-log.js';
import { floodSafeLog } from '../../logging/nest-log.js';

/** Limits the log lines for every `diagnostics.interval`, because anyone can send requests that are rejected. */
export function diagnosisLog(): FloodSafeLog {
  return floodSafeLog('warn', 'diagnoses', { burst: 60, total: 100 });
}
