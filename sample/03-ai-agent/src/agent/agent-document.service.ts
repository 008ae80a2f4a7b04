import { Injectable } from '@nestjs/common';

import { WebhookUrls } from './webhook-urls.service.js';

/** Makes the SWML document that hands a call to the agent. */
@Injectable()
export class AgentDocument {
  constructor(private readonly webhookUrls: WebhookUrls) {}

  create() {
    return { version: '1.0.0', sections: { main: [{ answer: {} }, { ai: this.describeAgent() }] } };
  }

  private describeAgent() {
    return {
      prompt: {
        text:
          'You answer the phone of a small shop. Tell callers where their order is: ask for its number, ' +
          'look it up, and repeat what you are told. Never guess.',
      },
      post_prompt: { text: 'Summarize in one sentence what the caller wanted and what came of it.' },
      post_prompt_url: this.webhookUrls.of('/agent/summary'),
      SWAIG: { functions: [this.describeLookUpOrder()] },
    };
  }

  private describeLookUpOrder() {
    return {
      function: 'look_up_order',
      description: 'Tells where an order is.',
      parameters: {
        type: 'object',
        properties: { order_number: { type: 'string', description: 'The number of the order.' } },
        required: ['order_number'],
      },
      web_hook_url: this.webhookUrls.of('/agent/functions/look-up-order'),
    };
  }
}
