import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook } from 'nestjs-signalwire-webhook';

import { AgentDocument } from './agent-document.service.js';

@SignalWireWebhook({ content: ['json'] })
@Controller('agent')
export class AgentController {
  constructor(private readonly agentDocument: AgentDocument) {}

  @Post()
  inbound() {
    return this.agentDocument.create();
  }
}
