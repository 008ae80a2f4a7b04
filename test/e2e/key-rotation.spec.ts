import { describe, expect, test } from '@jest/globals';
import { Controller, Injectable, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookOutcomes } from 'nestjs-signalwire-webhook';

import { adapterNames, type RunningApplication, withApplication } from '../support/applications.js';
import { OTHER_KEY as NEW_KEY, signedForm, SIGNING_KEY as OLD_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return '<Response/>';
  }
}

/** As docs/signing-keys.md has it. */
@Injectable()
class OldKeyWatch {
  readonly lastUse = new Map<string | undefined, Date>();
  readonly seen: (number | undefined)[] = [];

  constructor(outcomes: SignalWireWebhookOutcomes) {
    outcomes.subscribe(({ keyIndex, projectId, time }) => {
      this.seen.push(keyIndex);
      if (keyIndex !== undefined && keyIndex > 0) this.lastUse.set(projectId, new Date(time));
    });
  }
}

describe.each(adapterNames)('a rotation on %s', (adapterName) => {
  const using = (
    signingKey: () => readonly string[],
    use: (application: RunningApplication, watch: OldKeyWatch) => Promise<void>,
  ) =>
    withApplication(
      adapterName,
      {
        webhooks: { signingKey, signingKeyCache: { ttl: 0, refreshInterval: 0 } },
        controllers: [HookController],
        providers: [OldKeyWatch],
      },
      async (application) => {
        await use(application, application.app.get(OldKeyWatch));
      },
    );

  const call = (signingKey: string) => signedForm('/hook', { AccountSid: 'p-1', a: '1' }, { signingKey });

  test('a key that is added behind the old one is found too', async () => {
    let keys = [OLD_KEY];
    await using(
      () => keys,
      async (application, watch) => {
        const send = (signingKey: string) => application.statusOf(call(signingKey));
        expect([await send(OLD_KEY), await send(NEW_KEY)]).toEqual([200, 403]);
        keys = [OLD_KEY, NEW_KEY];
        expect([await send(NEW_KEY), await send(OLD_KEY), await send('PSK_of_an_attacker')]).toEqual([
          200, 200, 403,
        ]);
        await until(() => watch.seen.length === 5);
        expect(watch.seen).toEqual([0, undefined, 1, 0, undefined]);
      },
    );
  });

  test('outcomes tell when the old key was last used', async () => {
    let keys = [OLD_KEY];
    await using(
      () => keys,
      async (application, watch) => {
        const statuses: number[] = [];
        const send = async (signingKey: string) => {
          statuses.push(await application.statusOf(call(signingKey)));
          await until(() => watch.seen.length === statuses.length);
        };
        await send(OLD_KEY);
        keys = [NEW_KEY, OLD_KEY];
        await send(OLD_KEY);
        const [lastUse] = watch.lastUse.values();
        await send(NEW_KEY);
        await send('PSK_of_an_attacker');
        expect(watch.seen).toEqual([0, 1, 0, undefined]);
        expect([...watch.lastUse.values()]).toEqual([lastUse]);
        expect(Date.now() - (lastUse?.getTime() ?? 0)).toBeGreaterThanOrEqual(0);
        keys = [NEW_KEY];
        await send(NEW_KEY);
        await send(OLD_KEY);
        expect(watch.seen.slice(4)).toEqual([0, undefined]);
        expect(statuses).toEqual([200, 200, 200, 403, 200, 403]);
        expect([...watch.lastUse.values()]).toEqual([lastUse]);
      },
    );
  });
});
