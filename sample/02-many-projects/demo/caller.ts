import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signRequest } from 'nestjs-signalwire-webhook/signature';

export const PUBLIC_URL = 'https://example.ngrok.io';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export interface Call {
  readonly name: string;
  readonly projectId: string;
  readonly signingKey: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Calls the application as SignalWire would when a call comes in. */
export class Caller {
  private readonly port: number;

  constructor(app: INestApplication) {
    this.port = ((app.getHttpServer() as Server).address() as AddressInfo).port;
  }

  async send({ projectId, signingKey }: Call): Promise<Answer> {
    const body = new URLSearchParams({ AccountSid: projectId, From: '+15551234567' }).toString();
    const signature = signRequest(
      { method: 'POST', url: `${PUBLIC_URL}/voice`, headers: FORM, body },
      signingKey,
    );
    const response = await fetch(`http://127.0.0.1:${this.port}/voice`, {
      method: 'POST',
      headers: { ...FORM, ...signature },
      body,
      signal: AbortSignal.timeout(5_000),
    });
    return { status: response.status, body: await response.text() };
  }
}
