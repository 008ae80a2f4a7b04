import { Module } from '@nestjs/common';

import { AgentDocument } from './agent-document.service.js';
import { AgentController } from './agent.controller.js';

@Module({ controllers: [AgentController], providers: [AgentDocument] })
export class AgentModule {}
