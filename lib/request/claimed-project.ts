import type { Rejection } from '../signalwire-webhook.exception.js';
import type { WebhookRequest } from '../signature/index.js';
import {
  decodeQuery,
  parseJsonObject,
  parseSignature,
  type ParsedSignature,
  toBytes,
  type WebhookPayloadData,
} from '../signature/internal.js';
import { reject } from './rejection.js';

/** The claimed project of an unverified request. It only selects keys: without the project's key nobody can sign for it. */
export interface ClaimedProject {
  /** `undefined` if the payload names no project, or the ID is malformed. */
  readonly projectId: string | undefined;
  /** The JSON body, if it had to be parsed. */
  readonly json: WebhookPayloadData | undefined;
}

/** For plain keys, which need no claimed project. */
export const NO_CLAIMED_PROJECT: ClaimedProject = { projectId: undefined, json: undefined };

/** @returns a rejection if the payload names two projects, because the handler might act for the unverified one */
export function readClaimedProject(
  parsed: ParsedSignature,
  request: WebhookRequest,
): ClaimedProject | Rejection {
  if (parsed.content === 'form' || parsed.content === 'query') {
    const form = parsed.form ?? decodeQuery(request);
    return form ? claimedProjectOf(form.valuesOf('AccountSid'), undefined) : reject('malformed-body');
  }
  const json = parseJsonObject(toBytes(request.body));
  return json ? claimedProjectOf(projectsOfJson(json), json) : reject('malformed-body');
}

/** Returns the claimed project ID of an unverified request; `undefined` if the request has no signature or names no project. */
export function readClaimedProjectId(request: WebhookRequest): string | undefined {
  const parsed = parseSignature(request);
  if ('reason' in parsed) return undefined;
  const claimed = readClaimedProject(parsed, request);
  return 'reason' in claimed ? undefined : claimed.projectId;
}

function claimedProjectOf(
  named: readonly unknown[],
  json: WebhookPayloadData | undefined,
): ClaimedProject | Rejection {
  const distinct = [...new Set(named)];
  if (distinct.length > 1) return reject('ambiguous-project');
  const [projectId] = distinct;
  return { projectId: isProjectId(projectId) ? projectId : undefined, json };
}

/** Returns the `project_id` of a signed JSON object, or of its call, message or `call_info`. */
export function projectOfJson(payload: WebhookPayloadData): string | undefined {
  return projectsOfJson(payload).find(isProjectId);
}

function projectsOfJson(payload: WebhookPayloadData): unknown[] {
  const inner = ['call', 'message', 'call_info'].map((name) => ownValue(payload, name));
  return [payload, ...inner]
    .map((value) => ownValue(value, 'project_id'))
    .filter((id) => id !== undefined && id !== null);
}

/** Ignores inherited properties: before the verification, the objects still have the prototypes of `JSON.parse`. */
function ownValue(value: unknown, name: string): unknown {
  const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isOwn ? (value as WebhookPayloadData)[name] : undefined;
}

/** Bounds the text of an unverified caller before it reaches a store. Project IDs are usually UUIDs. */
function isProjectId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) && !(id in Object.prototype);
}
