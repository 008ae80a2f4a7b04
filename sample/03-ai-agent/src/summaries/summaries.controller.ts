import { Controller, Post } from '@nestjs/common';
import { type PostPromptCallback, SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

import { Summaries } from './summaries.service.js';

@SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id'] }, content: ['json'] })
@Controller('agent/summary')
export class SummariesController {
  constructor(private readonly summaries: Summaries) {}

  @Post()
  conversationEnded(@WebhookPayload() { call_id, post_prompt_data }: PostPromptCallback) {
    if (call_id && post_prompt_data?.raw) this.summaries.save(call_id, post_prompt_data.raw);
    return { response: 'ok' };
  }
}
