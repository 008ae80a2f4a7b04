import { Module } from '@nestjs/common';

import { SwmlController } from './swml.controller.js';

@Module({ controllers: [SwmlController] })
export class SwmlModule {}
