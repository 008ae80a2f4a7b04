import { describe, expect, test } from '@jest/globals';
import { Controller, Injectable, Post, type Type, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SignalWireWebhook, SignalWireWebhookGuard, SkipSignalWireWebhook } from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type ApplicationSetup,
  startApplication,
  withApplication,
} from '../support/applications.js';

@Injectable()
class StricterGuard extends SignalWireWebhookGuard {}

class SkippedBase {
  @Post('inherited') inherited() {
    return 'handled';
  }
  @SignalWireWebhook() @Post('decorated') decorated() {
    return 'handled';
  }
  @SkipSignalWireWebhook() @Post('open') open() {
    return 'handled';
  }
}
SkipSignalWireWebhook()(SkippedBase);

@UseGuards(SignalWireWebhookGuard)
@Controller('guarded-child')
class GuardedChild extends SkippedBase {}

@SignalWireWebhook()
@Controller('decorated-child')
class DecoratedChild extends SkippedBase {}

@Controller('plain-child')
class PlainChild extends SkippedBase {}

@SkipSignalWireWebhook()
@Controller('skipped')
class SkippedController extends SkippedBase {
  @Post('plain') plain() {
    return 'handled';
  }
  @UseGuards(SignalWireWebhookGuard) @Post('guard') guard() {
    return 'handled';
  }
  @UseGuards(StricterGuard) @Post('subclass') subclass() {
    return 'handled';
  }
}

@SkipSignalWireWebhook()
@SignalWireWebhook()
@Controller('both')
class BothController {
  @Post('hook') hook() {
    return 'handled';
  }
}

@SignalWireWebhook()
@Controller('base')
class ProtectedBase {
  @Post('hook') hook() {
    return 'handled';
  }
  @SkipSignalWireWebhook() @Post('open') open() {
    return 'handled';
  }
}

@SkipSignalWireWebhook()
@Controller('skipping-child')
class SkippingChild extends ProtectedBase {}

@Controller('overriding-child')
class OverridingChild extends ProtectedBase {
  @Post('open') override open() {
    return 'handled';
  }
}

const controllers: Type[] = [
  GuardedChild,
  DecoratedChild,
  PlainChild,
  SkippedController,
  BothController,
  SkippingChild,
  OverridingChild,
];

describe.each(adapterNames)('skipping on %s', (adapterName) => {
  async function statuses(targets: readonly string[], setup: ApplicationSetup = {}): Promise<number[]> {
    const application = await startApplication(adapterName, { webhooks: {}, controllers, ...setup });
    try {
      const responses = await Promise.all(targets.map((target) => application.send({ target })));
      return responses.map(({ status }) => status);
    } finally {
      await application.close();
    }
  }

  const appGuard: ApplicationSetup = {
    providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
  };

  const rejected = [
    '/guarded-child/inherited',
    '/guarded-child/decorated',
    '/decorated-child/inherited',
    '/decorated-child/decorated',
    '/plain-child/decorated',
    '/skipped/guard',
    '/skipped/subclass',
    '/skipped/decorated',
    '/both/hook',
    '/overriding-child/open',
  ];
  const open = [
    '/guarded-child/open',
    '/decorated-child/open',
    '/plain-child/open',
    '/skipped/plain',
    '/skipped/inherited',
    '/skipping-child/hook',
  ];

  test('a skip counts where it is written, and no class inherits it', async () => {
    expect(await statuses(rejected)).toEqual(rejected.map(() => 403));
    expect(await statuses(open)).toEqual(open.map(() => 201));
  });

  test('under APP_GUARD as well; there a child of a skipped base is protected', async () => {
    const protectedOnes = [...rejected, '/plain-child/inherited'];
    expect(await statuses(protectedOnes, appGuard)).toEqual(protectedOnes.map(() => 403));
    expect(await statuses(open, appGuard)).toEqual(open.map(() => 201));
  });

  test('an instance of the guard names it too', async () => {
    await withApplication(adapterName, { webhooks: {} }, async (application) => {
      const guard = application.app.get(SignalWireWebhookGuard);
      await application.close();

      @SkipSignalWireWebhook()
      @Controller('instance')
      class InstanceController {
        @UseGuards(guard) @Post('hook') hook() {
          return 'handled';
        }
      }
      expect(await statuses(['/instance/hook'], { controllers: [InstanceController] })).toEqual([403]);
    });
  });
});
