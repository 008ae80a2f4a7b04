import { Module } from '@nestjs/common';

import { LookUpOrderController } from './look-up-order.controller.js';
import { Orders } from './orders.service.js';

@Module({ controllers: [LookUpOrderController], providers: [Orders] })
export class OrdersModule {}
