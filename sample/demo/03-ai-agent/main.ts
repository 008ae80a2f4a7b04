import { randomBytes } from 'node:crypto';

import { AppModule } from '../../03-ai-agent/src/app.module.js';
import { Summaries } from '../../03-ai-agent/src/summaries/summaries.service.js';
import { runOnBothAdapters } from '../report.js';
import { sendWebhook, sendWebhooks } from '../send.js';
import { startApplication } from '../start-application.js';
import { readAgentUrls } from './agent-urls.js';
import { CALL_ID, forged, genuine, inboundCall, PUBLIC_URL, SIGNING_KEY, SUMMARY } from './conversation.js';

const urlTokenSecret = randomBytes(32).toString('base64');

await runOnBothAdapters(async (adapterName) => {
  const application = await startApplication(AppModule, adapterName, {
    SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
    PUBLIC_URL,
    URL_TOKEN_SECRET: urlTokenSecret,
  });
  try {
    const call = await sendWebhook(inboundCall, application);
    const urls = readAgentUrls(call.response.body);
    const outcomes = [
      call,
      ...(await sendWebhooks([...genuine(urls), ...forged(urls, urlTokenSecret)], application)),
    ];
    const summary = application.app.get(Summaries, { strict: false }).find(CALL_ID);
    return { outcomes, failures: summary === SUMMARY ? [] : [`the summary that was kept: ${summary}`] };
  } finally {
    await application.app.close();
  }
});
