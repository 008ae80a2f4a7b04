import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

import { Summaries } from './summaries.service.js';

interface PostPrompt {
  readonly call_id: string;
  /** Absent if the model gave no answer to the post prompt. */
  readonly post_prompt_data?: { readonly raw: string };
}

@SignalWireWebhook({ accept: 'basic-auth' })
@Controller('agent/summary')
export class SummariesController {
  constructor(private readonly summaries: Summaries) {}

  @Post()
  conversationEnded(@WebhookPayload() { call_id, post_prompt_data }: PostPrompt) {
    if (post_prompt_data) this.summaries.save(call_id, post_prompt_data.raw);
    return { response: 'ok' };
  }
}
