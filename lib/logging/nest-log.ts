import { Logger } from '@nestjs/common';

import { FloodSafeLog, type FloodLimits } from './flood-safe-log.js';
import type { LogLine } from './log-line.js';

type Level = 'warn' | 'error';

/**
 * Returns a log that writes to Nest's logger.
 *
 * @param subject plural noun for the summary line, such as `rejected requests`
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

/** Never throws: a custom logger may fail, or accept only text, and must not change the response. */
export function writeSafely(logger: Logger, level: Level, line: LogLine | string): void {
  try {
    logger[level](line);
  } catch {
    try {
      logger[level](String(line));
    } catch {
      // No other logger is available.
    }
  }
}
