import {
  applyDecorators,
  type CallHandler,
  type CanActivate,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Module,
  type NestInterceptor,
  Post,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
} from 'nestjs-signalwire-webhook';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';

import { SIGNING_KEY } from '../verify/messages.js';
import { HEALTH, HOOK, ORIGIN, PROJECT, readyString } from './requests.js';

type Validate = (key: string, signature: string, url: string, body: object) => boolean;
type RouteDecorator = ClassDecorator & MethodDecorator;

interface ParsedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly originalUrl: string;
  readonly body: object;
}

const require = createRequire(import.meta.url);
const { validateRequest } = require('twilio') as { validateRequest: Validate };
const { RestClient } = require('@signalwire/compatibility-api') as {
  RestClient: { validateRequest: Validate };
};

const RESPONSE = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say></Response>';

@Injectable()
class EmptyGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class EmptyInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle();
  }
}

@Injectable()
class HmacGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<ParsedRequest>();
    return (
      headers['x-signalwire-signature'] ===
      createHmac('sha1', SIGNING_KEY).update(readyString).digest('base64')
    );
  }
}

/** As it is written by hand: the body parser's object and the header, handed to the SDK. */
function guardOn(validate: Validate): Type<CanActivate> {
  @Injectable()
  class HandWrittenGuard implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      const { headers, originalUrl, body } = context.switchToHttp().getRequest<ParsedRequest>();
      return validate(SIGNING_KEY, headers['x-signalwire-signature'] ?? '', ORIGIN + originalUrl, body);
    }
  }
  return HandWrittenGuard;
}

function application(imports: DynamicModule[], ...decorators: RouteDecorator[]): Type {
  @Controller()
  class HookController {
    @applyDecorators(...decorators)
    @HttpCode(200)
    @Post(HOOK)
    hook(): string {
      return RESPONSE;
    }

    @Get(HEALTH)
    health(): string {
      return 'healthy';
    }
  }

  @Module({ imports, controllers: [HookController] })
  class ApplicationModule {}
  return ApplicationModule;
}

const options = { signingKey: SIGNING_KEY, publicUrl: ORIGIN };
const withModule = () => [SignalWireWebhookModule.forRoot(options)];
const withProjects = () => [
  SignalWireWebhookModule.forRoot({ ...options, signingKey: { projects: { [PROJECT]: SIGNING_KEY } } }),
];
const withResolver = () => [
  SignalWireWebhookModule.forRoot({ ...options, signingKey: () => Promise.resolve(SIGNING_KEY) }),
];

export const contestants = {
  'no guard': () => application([]),
  'empty guard': () => application([], UseGuards(EmptyGuard)),
  'HMAC guard': () => application([], UseGuards(HmacGuard)),
  'HMAC guard, empty interceptor': () =>
    application([], UseGuards(HmacGuard), UseInterceptors(EmptyInterceptor)),
  'compatibility-api guard': () => application([], UseGuards(guardOn(RestClient.validateRequest))),
  'twilio guard': () => application([], UseGuards(guardOn(validateRequest))),
  'our guard': () => application(withModule(), UseGuards(SignalWireWebhookGuard)),
  'our guard, resolver': () => application(withResolver(), UseGuards(SignalWireWebhookGuard)),
  'our guard, projects': () => application(withProjects(), UseGuards(SignalWireWebhookGuard)),
  'our decorator': () => application(withModule(), SignalWireWebhook()),
} satisfies Record<string, () => Type>;

export type Contestant = keyof typeof contestants;
