import { Controller, Header, Post } from '@nestjs/common';
import { SignalWireWebhook, type SwmlCallRequest, WebhookPayload } from 'nestjs-signalwire-webhook';

import { AgentDocument } from './agent-document.service.js';

@SignalWireWebhook({ content: ['json'] })
@Controller('agent')
export class AgentController {
  constructor(private readonly agentDocument: AgentDocument) {}

  /** The URLs of the document contain tokens for this call, so no cache may store it. */
  @Header('Cache-Control', 'no-store')
  @Post()
  inbound(@WebhookPayload() { call }: SwmlCallRequest) {
    return this.agentDocument.create(call.call_id);
  }
}
