import { inboundMessage, recordAction, type SignedTestRequest } from 'nestjs-signalwire-webhook/testing';

import { forbidden, type Webhook } from '../webhook.js';
import { call, callWithoutBody, greetingByGet, message, messageRecorded, swml } from './signed.js';

/** Signed webhooks with one change each. Without the change they are verified. */
export const forged: readonly Webhook[] = [
  forge(message, 'changed text', (request) =>
    request.withBody(inboundMessage({ Body: 'Are you open on Monday?' })),
  ),
  forge(messageRecorded, 'changed URL', (request) =>
    request.withBody(recordAction({ RecordingUrl: 'https://forger.example/recording' })),
  ),
  forge(swml, 'one byte changed', (request) => request.tampered()),
  forge(greetingByGet, 'changed query', (request) => request.tampered()),
  forge(call, 'sent to another path', (request) => request.replayedTo('/voice/menu')),
  forge(call, 'another key', (request) => request.withKey('PSK_someOtherProjectsKey0001')),
  forge(call, 'API token as the key', (request) =>
    request.withKey('PT0123456789abcdef0123456789abcdef0123456789abcdef'),
  ),
  forge(call, 'no signature', (request) => request.unsigned()),
  forge(callWithoutBody, 'form added', (request) => request.withBody({ Digits: '1' })),
  forge(callWithoutBody, 'JSON added', (request) =>
    request.withHeader('content-type', 'application/json').withBody({ Digits: '1' }),
  ),
];

function forge(
  { name, authentication, request }: Webhook,
  change: string,
  tamper: (request: SignedTestRequest) => SignedTestRequest,
): Webhook {
  return { name: `forged ${name}: ${change}`, authentication, request: tamper(request), expected: forbidden };
}
