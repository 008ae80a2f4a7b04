import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { CallStatusCallback } from 'nestjs-signalwire-webhook';

const TIMEOUT = 5_000;

/** Some other system, which must hear of each completed call, and fails at times. */
@Injectable()
export class CrmService {
  constructor(private readonly config: ConfigService) {}

  /** A job can run twice: the key lets the other system see that it is the same report. */
  async report({ CallSid, CallDuration }: CallStatusCallback, idempotencyKey: string): Promise<void> {
    const response = await fetch(this.config.getOrThrow<string>('CRM_URL'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify({ callSid: CallSid, duration: CallDuration }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (!response.ok) throw new Error(`The CRM responded with ${response.status}.`);
  }
}
