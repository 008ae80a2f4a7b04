import type { Logger } from '@nestjs/common';

import type { LogLine } from './log-line.js';

/** A logger of the user's may take texts only; what it throws must not change the response. */
export function writeSafely(logger: Logger, level: 'warn' | 'error', line: LogLine): void {
  try {
    logger[level](line);
  } catch {
    logger[level](String(line));
  }
}
