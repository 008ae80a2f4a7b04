import { inboundCall, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { type ReceivedResponse, send } from '../send.js';

export const PUBLIC_URL = 'https://example.ngrok.io';

export interface Call {
  readonly name: string;
  readonly projectId: string;
  readonly signingKey: string;
}

/** Calls the application as SignalWire would when a call comes in. */
export function sendCall({ projectId, signingKey }: Call, origin: string): Promise<ReceivedResponse> {
  const signalwire = new WebhookTestClient({ signingKey, publicUrl: PUBLIC_URL });
  return send(signalwire.form('/voice', inboundCall({ AccountSid: projectId })), origin);
}
