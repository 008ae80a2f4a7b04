import { Module } from '@nestjs/common';

import { AgentDocument } from './agent-document.service.js';
import { AgentController } from './agent.controller.js';
import { WebhookUrls } from './webhook-urls.service.js';

@Module({ controllers: [AgentController], providers: [AgentDocument, WebhookUrls] })
export class AgentModule {}
