import { Injectable } from '@nestjs/common';
import { SignalWireWebhookUrls } from 'nestjs-signalwire-webhook';

/** The longest call. The URLs of its document are valid for this time, in milliseconds. */
const LONGEST_CALL = 4 * 3_600_000;

/** Creates the SWML document that connects a call to the agent. */
@Injectable()
export class AgentDocument {
  constructor(private readonly urls: SignalWireWebhookUrls) {}

  create(callId: string | undefined) {
    return { version: '1.0.0', sections: { main: [{ answer: {} }, { ai: this.describeAgent(callId) }] } };
  }

  private describeAgent(callId: string | undefined) {
    return {
      prompt: {
        text:
          'You answer the phone of a small shop. Tell callers where their order is: ask for its number, ' +
          'look it up, and repeat what you are told. Never guess.',
      },
      post_prompt: { text: 'Summarize in one sentence what the caller wanted and what came of it.' },
      post_prompt_url: this.urls.create('/agent/summary', {
        bind: { call_id: callId },
        expiresIn: LONGEST_CALL,
      }),
      SWAIG: { functions: [this.describeLookUpOrder(callId)] },
    };
  }

  private describeLookUpOrder(callId: string | undefined) {
    return {
      function: 'look_up_order',
      description: 'Tells where an order is.',
      parameters: {
        type: 'object',
        properties: { order_number: { type: 'string', description: 'The number of the order.' } },
        required: ['order_number'],
      },
      web_hook_url: this.urls.create('/agent/functions/look-up-order', {
        bind: { call_id: callId, function: 'look_up_order' },
        expiresIn: LONGEST_CALL,
      }),
    };
  }
}
