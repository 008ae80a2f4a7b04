import { describe, expect, test } from '@jest/globals';
import {
  BadRequestException,
  Controller,
  type PipeTransform,
  Post,
  StandardSchemaValidationPipe,
  ValidationPipe,
} from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsPhoneNumber, IsString } from 'class-validator';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';
import * as v from 'valibot';
import { z } from 'zod';

import { adapterNames, type Use, withApplication } from '../support/applications.js';
import { signedForm } from '../support/signing.js';

class InboundMessageDto {
  @IsPhoneNumber()
  readonly From!: string;

  @IsString()
  readonly Body!: string;

  @IsOptional()
  @IsInt()
  @Type(() => Number)
  readonly NumMedia?: number;
}

const zodSchema = z.object({
  From: z.string().startsWith('+'),
  NumMedia: z.coerce.number().int().optional(),
});
const valibotSchema = v.object({ From: v.pipe(v.string(), v.startsWith('+')) });

const validation = { transform: true, whitelist: true, validateCustomDecorators: true };

/** What an application on Nest 10 or 11 writes itself. */
class StandardSchemaPipe implements PipeTransform {
  constructor(private readonly schema: typeof zodSchema | typeof valibotSchema) {}

  async transform(value: unknown): Promise<unknown> {
    const result = await this.schema['~standard'].validate(value);
    if (result.issues) throw new BadRequestException(result.issues.map(({ message }) => message));
    return result.value;
  }
}

@SignalWireWebhook()
@Controller()
class ValidatedController {
  @Post('dto')
  dto(@WebhookPayload(new ValidationPipe(validation)) message: InboundMessageDto) {
    return Object.assign({}, message, { isDto: message instanceof InboundMessageDto });
  }

  @Post('global')
  global(@WebhookPayload() message: InboundMessageDto) {
    return Object.assign({}, message, { isDto: message instanceof InboundMessageDto });
  }

  @Post('zod')
  zod(
    @WebhookPayload({
      schema: zodSchema,
      pipes: [new StandardSchemaValidationPipe({ validateCustomDecorators: true })],
    })
    message: z.infer<typeof zodSchema>,
  ) {
    return message;
  }

  @Post('own-zod')
  ownZod(@WebhookPayload(new StandardSchemaPipe(zodSchema)) message: z.infer<typeof zodSchema>) {
    return message;
  }

  @Post('own-valibot')
  ownValibot(
    @WebhookPayload(new StandardSchemaPipe(valibotSchema)) message: v.InferOutput<typeof valibotSchema>,
  ) {
    return message;
  }
}

describe.each(adapterNames)('validation on %s', (adapterName) => {
  const using = (use: Use) =>
    withApplication(
      adapterName,
      {
        webhooks: {},
        controllers: [ValidatedController],
        configure: (app) => app.useGlobalPipes(new ValidationPipe(validation)),
      },
      use,
    );

  test.each(['/dto', '/global'])('%s: class-validator through ValidationPipe', async (target) => {
    await using(async (application) => {
      const good = { From: '+12135877632', Body: 'Hello', NumMedia: '2', Other: 'dropped' };
      const answer = await application.send(signedForm(target, good));
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        200,
        { From: '+12135877632', Body: 'Hello', NumMedia: 2, isDto: true },
      ]);
      const bad = await application.send(signedForm(target, { From: 'nobody', Body: 'Hello' }));
      expect(bad.status).toBe(400);
      expect(bad.body).toContain('From must be a valid phone number');
    });
  });

  test.each(['/zod', '/own-zod', '/own-valibot'])('%s: a Standard Schema', async (target) => {
    await using(async (application) => {
      const answer = await application.send(signedForm(target, { From: '+1', NumMedia: '2' }));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual(
        target === '/own-valibot' ? { From: '+1' } : { From: '+1', NumMedia: 2 },
      );
      expect(await application.statusOf(signedForm(target, { From: '1' }))).toBe(400);
    });
  });

  test('a forged request is rejected before any pipe runs', async () => {
    await using(async (application) => {
      const forged = signedForm('/dto', { From: 'nobody' }, { signingKey: 'PSK_forged' });
      expect(await application.statusOf(forged)).toBe(403);
    });
  });
});
