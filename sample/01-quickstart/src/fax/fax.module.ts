import { Module } from '@nestjs/common';

import { FaxController } from './fax.controller.js';

@Module({ controllers: [FaxController] })
export class FaxModule {}
