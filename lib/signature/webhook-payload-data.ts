/**
 * The payload of a webhook. Objects have no prototype, so that a parameter named `__proto__` is a parameter like any
 * other.
 *
 * @publicApi
 */
export type WebhookPayloadData = Record<string, unknown>;
