import { describe, expect, test } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  Get,
  Injectable,
  Module,
  Post,
  Scope,
  SetMetadata,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  SkipSignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type ApplicationSetup, startApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';

const forRoot = (signingKey = SIGNING_KEY, isGlobal = true) =>
  SignalWireWebhookModule.forRoot({ signingKey, publicUrl: PUBLIC_URL, isGlobal });

/** The warnings of an application that starts, or the message of what stops it. */
async function start(setup: ApplicationSetup): Promise<{ stopped?: string; warnings: string[] }> {
  try {
    const application = await startApplication('express', { imports: [forRoot()], ...setup });
    await application.close();
    return { warnings: application.logger.lines.filter((line) => line.startsWith('WARN')) };
  } catch (error) {
    return { stopped: (error as Error).message, warnings: [] };
  }
}

/** As a tracing or a retry decorator does: another function, without the metadata of the first. */
const Wrapped: MethodDecorator = (_target, _name, descriptor: PropertyDescriptor) => {
  const inner = descriptor.value as (...parameters: unknown[]) => unknown;
  descriptor.value = function (this: unknown, ...parameters: unknown[]) {
    return inner.apply(this, parameters);
  };
};

@Injectable()
class OtherGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

class MethodBase {
  @SignalWireWebhook() @Post('hook') hook(): unknown {
    return 'handled';
  }
}

class ClassBase {
  @Post('hook') hook(): unknown {
    return 'handled';
  }
}
SignalWireWebhook()(ClassBase);

describe('a misconfiguration stops startup and names class and method', () => {
  @Injectable()
  class ServiceWithMethod {
    @SignalWireWebhook() onCall() {
      return 'handled';
    }
  }

  @SignalWireWebhook()
  @Injectable()
  class DecoratedService {}

  @Injectable({ scope: Scope.REQUEST })
  class RequestScopedService extends ServiceWithMethod {}

  @Injectable()
  class ServiceWithRoute {
    @SignalWireWebhook() @Post('hook') hook() {
      return 'handled';
    }
  }

  @Controller()
  class HelperController {
    @Post('hook') hook() {
      return this.helper();
    }
    @SignalWireWebhook() helper() {
      return 'handled';
    }
  }

  @Controller({ scope: Scope.REQUEST })
  class RequestScopedController extends HelperController {}

  @Controller()
  class UndecoratedOverride extends MethodBase {
    @Post('hook') override hook() {
      return 'open';
    }
  }

  @Controller()
  class GrandChild extends UndecoratedOverride {}

  class TemplateBase {
    @SignalWireWebhook() hook(): unknown {
      return 'handled';
    }
  }

  @Controller()
  class TemplateController extends TemplateBase {
    @Post('hook') override hook() {
      return 'open';
    }
  }

  @Controller()
  class OverrideWithoutRoute extends MethodBase {
    @SignalWireWebhook() override hook() {
      return 'handled';
    }
  }

  class GuardedBase {
    @UseGuards(SignalWireWebhookGuard) @Post('hook') hook(): unknown {
      return 'handled';
    }
  }

  @Controller()
  class OverrideOfGuarded extends GuardedBase {
    @Post('hook') override hook() {
      return 'open';
    }
  }

  @Controller()
  class WrappedController {
    @Post('hook') @Wrapped @SignalWireWebhook() hook() {
      return 'open';
    }
  }

  @SetMetadata('__guards__', [])
  @SignalWireWebhook()
  @Controller()
  class LostGuard {
    @Post('hook') hook() {
      return 'open';
    }
  }

  function mixin(): Type {
    class MixedIn {
      @SignalWireWebhook() mixed() {
        return 'handled';
      }
    }
    return MixedIn;
  }

  @Controller()
  class MixinController extends mixin() {}

  const cases: [string, ApplicationSetup, RegExp][] = [
    [
      'a service',
      { providers: [DecoratedService] },
      /on DecoratedService has no effect, because.* not a controller/,
    ],
    [
      "a service's method",
      { providers: [ServiceWithMethod] },
      /on ServiceWithMethod\.onCall .*not an HTTP route/,
    ],
    [
      'the base of a request-scoped service',
      { providers: [RequestScopedService] },
      /ServiceWithMethod\.onCall/,
    ],
    ['a route of a service', { providers: [ServiceWithRoute] }, /ServiceWithRoute\.hook .*not a controller/],
    [
      'a service under another token',
      { providers: [{ provide: 'HOOKS', useClass: ServiceWithMethod }] },
      /ServiceWithMethod\.onCall/,
    ],
    ['a helper method', { controllers: [HelperController] }, /HelperController\.helper .*not an HTTP route/],
    [
      'a helper of a request-scoped controller',
      { controllers: [RequestScopedController] },
      /HelperController\.helper/,
    ],
    ["a mixin's helper", { controllers: [MixinController] }, /MixedIn\.mixed/],
    [
      'an override without the decorator',
      { controllers: [UndecoratedOverride] },
      /UndecoratedOverride\.hook overrides MethodBase\.hook without its protection.*@SkipSignalWireWebhook\(\)/,
    ],
    ['a class below such an override', { controllers: [GrandChild] }, /UndecoratedOverride\.hook/],
    [
      'a decorated base method that is not a route',
      { controllers: [TemplateController] },
      /overrides TemplateBase\.hook/,
    ],
    [
      "an override without the route's decorator",
      { controllers: [OverrideWithoutRoute] },
      /OverrideWithoutRoute\.hook/,
    ],
    ['an override that drops the guard', { controllers: [OverrideOfGuarded] }, /overrides GuardedBase\.hook/],
    [
      'a decorator that replaces the method',
      { controllers: [WrappedController] },
      /WrappedController\.hook has lost/,
    ],
    ['a decorator that replaces the guards', { controllers: [LostGuard] }, /LostGuard has lost/],
  ];

  test.each(cases)('%s', async (_name, setup, message) => {
    expect((await start(setup)).stopped).toMatch(message);
  });

  test('all of them at once', async () => {
    const { stopped } = await start({ providers: [DecoratedService, ServiceWithMethod] });
    expect(stopped).toMatch(/DecoratedService[\s\S]*ServiceWithMethod/);
  });

  test('in a module that does not import SignalWireWebhookModule', async () => {
    @Module({ providers: [ServiceWithMethod] })
    class FeatureModule {}
    expect((await start({ imports: [forRoot(), FeatureModule] })).stopped).toMatch(
      /ServiceWithMethod\.onCall/,
    );
  });

  test('a property, an accessor and a static method, at their declaration', () => {
    const decorate = SignalWireWebhook() as (target: object, name: string, descriptor?: object) => void;
    class Hooks {
      get hook() {
        return 'handled';
      }
      static hook() {
        return 'handled';
      }
    }
    const accessor = Object.getOwnPropertyDescriptor(Hooks.prototype, 'hook') ?? {};
    const ofClass = Object.getOwnPropertyDescriptor(Hooks, 'hook') ?? {};
    const message =
      /@SignalWireWebhook\(\) is applied to Hooks\.hook, which is neither a class nor an instance method/;
    expect(() => {
      decorate(Hooks.prototype, 'hook', accessor);
    }).toThrow(message);
    expect(() => {
      decorate(Hooks, 'hook', ofClass);
    }).toThrow(message);
    expect(() => {
      decorate(Hooks.prototype, 'hook');
    }).toThrow(message);
  });
});

describe('a correct application starts without a warning', () => {
  @SignalWireWebhook()
  @Controller()
  class HookController {
    @Post('hook') hook() {
      return 'handled';
    }
    helper() {
      return 'handled';
    }
  }

  @Controller()
  class ByMethod extends MethodBase {}

  @Controller()
  class ByClass extends ClassBase {
    @Post('hook') override hook() {
      return 'handled';
    }
  }

  @Controller()
  class ReplacedDecorator extends MethodBase {
    @SignalWireWebhook({ methods: ['POST'] }) @Post('hook') override hook() {
      return 'handled';
    }
  }

  @Controller()
  class SkippingOverride extends MethodBase {
    @SkipSignalWireWebhook() @Post('hook') override hook() {
      return 'open';
    }
  }

  @SkipSignalWireWebhook()
  @Controller()
  class SkippingClass extends MethodBase {
    @Post('hook') override hook() {
      return 'open';
    }
  }

  @Injectable()
  class ServiceOnBase extends ClassBase {}

  @Injectable()
  class ServiceOnMethodBase extends MethodBase {
    override hook() {
      return 'called';
    }
  }

  @Injectable()
  class ServiceThatInherits extends MethodBase {}

  @Controller()
  class PlainControllerInProviders {
    @Post('hook') hook() {
      return 'handled';
    }
  }

  abstract class AbstractBase {
    abstract answer(): string;
    @SignalWireWebhook() @Post('hook') hook() {
      return this.answer();
    }
  }

  @Controller()
  class OfAbstractBase extends AbstractBase {
    answer() {
      return 'handled';
    }
  }

  function WebhookMixin(path: string): Type<{ hook(): unknown }> {
    class Mixin {
      @SignalWireWebhook() @Post(path) hook() {
        return 'handled';
      }
    }
    return Mixin;
  }

  @Controller()
  class OfMixin extends WebhookMixin('hook') {}

  @Controller()
  class OwnGuard {
    @UseGuards(OtherGuard) @Post('hook') hook(@WebhookPayload() payload: unknown) {
      return payload;
    }
  }

  @Controller()
  class WrappedBelow {
    @Post('hook') @SignalWireWebhook() @Wrapped hook() {
      return 'handled';
    }
  }

  class Accessor {
    get expensive(): string {
      throw new Error('called at start');
    }
  }

  @SignalWireWebhook()
  @Controller()
  class WithGetter extends Accessor {
    @Post('hook') hook() {
      return 'handled';
    }
  }

  @Module({ controllers: [HookController] })
  class First {}
  @Module({ controllers: [HookController] })
  class Second {}

  const cases: [string, ApplicationSetup][] = [
    ['a decorated class', { controllers: [HookController] }],
    [
      'a class that is controller and provider',
      { controllers: [HookController], providers: [HookController] },
    ],
    ['a base with decorated methods, never registered itself', { controllers: [ByMethod] }],
    ['a decorated base that is a provider as well', { controllers: [ByMethod], providers: [MethodBase] }],
    ['an override on a decorated base', { controllers: [ByClass] }],
    ['an override with its own decorator', { controllers: [ReplacedDecorator] }],
    ['an override that is meant to be open', { controllers: [SkippingOverride] }],
    ['a class that is meant to be open', { controllers: [SkippingClass] }],
    ['a service on a decorated base', { providers: [ServiceOnBase] }],
    ['a service on a base with a decorated route', { providers: [ServiceOnMethodBase] }],
    ['a service that inherits a decorated route', { providers: [ServiceThatInherits] }],
    ['an undecorated controller among the providers', { providers: [PlainControllerInProviders] }],
    ['an abstract base', { controllers: [OfAbstractBase] }],
    ['a mixin', { controllers: [OfMixin] }],
    ['a payload behind another guard', { controllers: [OwnGuard] }],
    ['a decorator below that wraps the method', { controllers: [WrappedBelow] }],
    ['getters are not called', { controllers: [WithGetter] }],
    ['a controller in two modules', { imports: [forRoot(), First, Second] }],
    [
      'a factory, a value and an alias',
      {
        providers: [
          { provide: 'A', useFactory: () => new ServiceOnBase() },
          { provide: 'B', useValue: new MethodBase() },
          { provide: 'C', useExisting: 'A' },
        ],
      },
    ],
    [
      'APP_GUARD, and an override without decorator',
      {
        controllers: [
          (() => {
            @Controller()
            class Overriding extends MethodBase {
              @Post('hook') override hook() {
                return 'handled';
              }
            }
            return Overriding;
          })(),
        ],
        providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
      },
    ],
    ['two equal registrations', { imports: [forRoot(), forRoot()], controllers: [HookController] }],
    [
      'different options in a separate module',
      { imports: [forRoot(), forRoot(OTHER_KEY, false)], controllers: [HookController] },
    ],
  ];

  test.each(cases)('%s', async (_name, setup) => {
    expect(await start(setup)).toEqual({ warnings: [] });
  });

  test.each(adapterNames)('and is protected, on %s', async (adapterName) => {
    for (const controller of [ByMethod, ByClass, ReplacedDecorator, OfAbstractBase, OfMixin, WrappedBelow]) {
      const application = await startApplication(adapterName, {
        imports: [forRoot()],
        controllers: [controller],
      });
      expect((await application.send({ target: '/hook' })).status).toBe(403);
      expect((await application.send(signedForm('/hook', { a: '1' }))).status).toBe(200);
      await application.close();
    }
  });
});

describe('a suspicious decorator is warned of once', () => {
  @SkipSignalWireWebhook()
  @SignalWireWebhook()
  @Controller('class')
  class BothOnClass {
    @Get('open') open() {
      return 'handled';
    }
  }

  @Controller('method')
  class BothOnMethod {
    @SkipSignalWireWebhook() @SignalWireWebhook() @Post('hook') hook() {
      return 'handled';
    }
  }

  @SignalWireWebhook()
  @Controller()
  class Unlisted {}

  @Controller()
  class UnlistedMethod {
    @SignalWireWebhook() @Post('hook') hook() {
      return 'handled';
    }
  }

  @Controller()
  class UnlistedHeir extends MethodBase {}

  @Controller()
  class LostRoute extends MethodBase {
    override hook() {
      return 'handled';
    }
  }

  @SignalWireWebhook()
  @Controller()
  class LostOptions {
    @Post('hook') @Wrapped @SignalWireWebhook({ methods: ['POST'] }) hook() {
      return 'handled';
    }
  }

  @UseGuards(OtherGuard)
  @Controller()
  class BehindAnotherGuard extends MethodBase {
    @Post('hook') override hook() {
      return 'handled';
    }
  }

  @Controller()
  class Unguarded {
    @Post('a') a(@WebhookPayload() payload: unknown) {
      return payload;
    }
    @Post('b') b(@VerifiedWebhook() webhook: VerifiedWebhookData) {
      return webhook;
    }
  }

  const cases: [string, ApplicationSetup, RegExp[]][] = [
    ['both decorators on a class', { controllers: [BothOnClass] }, [/BothOnClass has both/]],
    ['both decorators on a method', { controllers: [BothOnMethod] }, [/BothOnMethod\.hook has both/]],
    ['a controller among the providers', { providers: [Unlisted] }, [/Unlisted.*controllers: \[Unlisted\]/]],
    [
      'a controller among the providers, decorated on its method',
      { providers: [UnlistedMethod] },
      [/UnlistedMethod is listed in providers.*controllers: \[UnlistedMethod\]/],
    ],
    [
      'a controller among the providers, decorated on the method of its base',
      { providers: [UnlistedHeir] },
      [/UnlistedHeir is listed in providers/],
    ],
    [
      'an override that is not a route',
      { controllers: [LostRoute] },
      [/LostRoute\.hook overrides.*does not have the route/],
    ],
    [
      'lost options on a protected class',
      { controllers: [LostOptions] },
      [/LostOptions\.hook has lost the options/],
    ],
    [
      'an override behind a custom guard',
      { controllers: [BehindAnotherGuard] },
      [/If that guard does not verify/],
    ],
    [
      'a payload parameter without a guard',
      { controllers: [Unguarded] },
      [/Unguarded\.a uses @WebhookPayload\(\)/, /Unguarded\.b uses @VerifiedWebhook\(\)/],
    ],
    [
      'two global registrations with different keys',
      { imports: [forRoot(), forRoot(OTHER_KEY)] },
      [/registered globally twice, with different options \(signingKey\): in RootModule/],
    ],
  ];

  test.each(cases)('%s', async (_name, setup, messages) => {
    const { warnings } = await start(setup);
    expect(warnings).toEqual(messages.map((message) => expect.stringMatching(message)));
    expect(warnings.join()).not.toContain(SIGNING_KEY);
  });

  test('once, even if the module is registered twice', async () => {
    const { warnings } = await start({
      imports: [forRoot(), forRoot()],
      controllers: [BothOnClass, BothOnMethod],
    });
    expect(warnings).toHaveLength(2);
  });
});

describe("a route's project", () => {
  function withProject(project: string): Type {
    @Controller()
    class ProjectController {
      @SignalWireWebhook({ project }) @Post('hook') hook() {
        return 'handled';
      }
    }
    return ProjectController;
  }
  const projects = () =>
    SignalWireWebhookModule.forRoot({
      signingKey: { projects: { support: SIGNING_KEY } },
      publicUrl: PUBLIC_URL,
    });

  test('next to a plain key stops startup', async () => {
    const { stopped } = await start({ controllers: [withProject('support')] });
    expect(stopped).toMatch(
      /^ProjectController\.hook has project: 'support', but signingKey is a single project's key/,
    );
  });

  test('without keys is warned of', async () => {
    const { warnings } = await start({ imports: [projects()], controllers: [withProject('suport')] });
    expect(warnings).toEqual([
      expect.stringMatching(/'suport', which signingKey\.projects does not contain/),
    ]);
  });

  test('with keys starts', async () => {
    expect(await start({ imports: [projects()], controllers: [withProject('support')] })).toEqual({
      warnings: [],
    });
  });
});
