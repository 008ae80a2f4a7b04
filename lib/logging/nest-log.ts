import { Logger } from '@nestjs/common';

import { FloodSafeLog, type FloodLimits } from './flood-safe-log.js';
import type { LogLine } from './log-line.js';

type Level = 'warn' | 'error';

/**
 * Writes to Nest's log.
 *
 * @param subject what a line that sums up counts, in the plural
 */
export function floodSafeLog(level: Level, subject: string, limits: Partial<FloodLimits> = {}): FloodSafeLog {
  const logger = new Logger('SignalWireWebhook');
  return new FloodSafeLog(
    subject,
    (line) => {
      writeSafely(logger, level, line);
    },
    limits,
  );
}

/** A logger of the user's may take texts only, or fail; what it throws must not change the response. */
export function writeSafely(logger: Logger, level: Level, line: LogLine | string): void {
  try {
    logger[level](line);
  } catch {
    try {
      logger[level](String(line));
    } catch {
      // No other place takes the line.
    }
  }
}
