import type { SignedRequest } from '../signature/index.js';
import type { WebhookPayloadData } from '../request/verified-webhook.js';
import { peekPayload } from './decode-payload.js';

/** The project that a payload names: `AccountSid` in forms; `project_id`, of its own or of the call or message. */
export function readProjectId(payload: WebhookPayloadData): string | undefined {
  const { AccountSid, project_id, call, message } = payload;
  return [AccountSid, project_id, readInner(call), readInner(message)].find(isProjectId);
}

/** What an unverified request claims. It only selects keys. */
export function readClaimedProjectId(request: SignedRequest): string | undefined {
  const payload = peekPayload(request);
  return payload && readProjectId(payload);
}

/** Project ids are UUIDs; what a stranger may put in their place must not reach a key store. */
function isProjectId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) && !(id in Object.prototype);
}

function readInner(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? (value as WebhookPayloadData)['project_id']
    : undefined;
}
