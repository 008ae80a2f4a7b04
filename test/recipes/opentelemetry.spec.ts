import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { freePort } from '../support/ports.js';
import { usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

describe.each(adapterNames)('docs/how-to/opentelemetry.md on %s', (adapterName) => {
  test('the metrics count verified and rejected webhooks', async () => {
    const metricsPort = await freePort();
    await usingRecipe(
      'docs/how-to/opentelemetry.md',
      adapterName,
      async ({ send }) => {
        expect((await send(webhook.form('/voice', { CallSid: 'c1' }))).status).toBe(200);
        const forged = webhook.form('/voice', { CallSid: 'c1' }, { signingKey: OTHER_KEY });
        expect((await send(forged)).status).toBe(403);
        const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
        const counts = [...metrics.matchAll(/^signalwire_webhook_requests_total\{(.+)\} (\d+)/gm)].map(
          ([, labels = '', count]) => [
            /signalwire_webhook_result="([^"]+)"/.exec(labels)?.[1],
            /code_function_name="([^"]+)"/.exec(labels)?.[1],
            count,
          ],
        );
        expect(counts.sort()).toEqual([
          ['rejected', 'VoiceController.inbound', '1'],
          ['verified', 'VoiceController.inbound', '1'],
        ]);
      },
      { env: { METRICS_PORT: String(metricsPort) } },
    );
  });
});
