import { All, Controller, HttpCode, Req } from '@nestjs/common';
import {
  type IncomingWebhookRequest,
  SignalWireWebhook,
  SignalWireWebhookModule,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';
import { WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { type AdapterName, type RunningApplication, startApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

export const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
export { OTHER_KEY };

/** What the application has seen of a request that it accepted. */
export interface Echo {
  readonly url: string;
  readonly algorithm: string;
  readonly payload: Record<string, unknown>;
  /** In base64. */
  readonly rawBody?: string;
}

@SignalWireWebhook()
@Controller()
class EchoController {
  @All(['hook', 'other', 'café', 'caf%C3%A9'])
  @HttpCode(200)
  echo(
    @VerifiedWebhook() { url, algorithm, payload }: VerifiedWebhookData,
    @Req() req: IncomingWebhookRequest,
  ) {
    const rawBody = req.rawBody && Buffer.from(req.rawBody).toString('base64');
    return { url, algorithm, payload, rawBody };
  }
}

export function startEcho(adapterName: AdapterName): Promise<RunningApplication> {
  return startApplication(adapterName, {
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [EchoController],
  });
}
