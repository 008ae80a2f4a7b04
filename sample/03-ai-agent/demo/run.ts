import type { INestApplication } from '@nestjs/common';
import { randomBytes } from 'node:crypto';

import { RefusalLogger } from '../../01-quickstart/demo/refusal-logger.js';
import { type Outcome, send } from '../../01-quickstart/demo/send.js';
import { PUBLIC_URL, SIGNING_KEY } from '../../01-quickstart/demo/signing.js';
import { createApplication } from '../create-application.js';
import { Summaries } from '../summaries/summaries.service.js';
import { readAgentUrls } from './agent-urls.js';
import { CALL_ID, forged, genuine, inboundCall } from './conversation.js';

export interface Report {
  readonly outcomes: readonly Outcome[];
  /** What the application kept of the conversation. */
  readonly summary: string | undefined;
}

/** Starts the application and plays a conversation with it. */
export async function runDemo(adapterName: string): Promise<Report> {
  Object.assign(process.env, {
    SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
    PUBLIC_URL,
    WEBHOOK_USERNAME: 'signalwire',
    WEBHOOK_PASSWORD: randomBytes(24).toString('base64'),
  });
  const logger = new RefusalLogger();
  const app = await createApplication(adapterName, { logger, abortOnError: false });
  try {
    await app.listen(0, '127.0.0.1');
    const outcomes = await converse(app, logger);
    return { outcomes, summary: app.get(Summaries, { strict: false }).find(CALL_ID) };
  } finally {
    await app.close();
  }
}

async function converse(app: INestApplication, logger: RefusalLogger): Promise<Outcome[]> {
  const call = await send(inboundCall, app, logger);
  const urls = readAgentUrls(call.answer.body);
  const outcomes = [call];
  for (const webhook of [...genuine(urls), ...forged(urls)]) outcomes.push(await send(webhook, app, logger));
  return outcomes;
}
