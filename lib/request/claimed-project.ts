import type { WebhookRequest } from '../signature/index.js';
import {
  decodeQuery,
  parseJsonObject,
  parseSignature,
  type ParsedSignature,
  toBytes,
  type WebhookPayloadData,
} from '../signature/internal.js';

/** What an unverified request says of its project. It only selects keys: who has not got them cannot have signed. */
export interface ClaimedProject {
  /** `undefined` if it names none, or none in the form of a project id. */
  readonly projectId: string | undefined;
  /** The JSON body, if it had to be parsed. */
  readonly json: WebhookPayloadData | undefined;
}

export interface ClaimedProjectRejection {
  readonly verified: false;
  readonly reason: 'ambiguous-project' | 'malformed-body';
}

/** Plain keys are one project's: they need no acquire. */
export const NO_CLAIMED_PROJECT: ClaimedProject = { projectId: undefined, json: undefined };

/** @returns a rejection if the payload names two projects: its handler might act for the other one */
export function readClaimedProject(
  parsed: ParsedSignature,
  request: WebhookRequest,
): ClaimedProject | ClaimedProjectRejection {
  if (parsed.content === 'form' || parsed.content === 'query') {
    const form = parsed.form ?? decodeQuery(request);
    return form ? claimedProjectOf(form.valuesOf('AccountSid'), undefined) : MALFORMED;
  }
  const json = parseJsonObject(toBytes(request.body));
  return json ? claimedProjectOf(projectsOfJson(json), json) : MALFORMED;
}

/** The project id that an unverified request claims, if it is signed at all and names one. */
export function readClaimedProjectId(request: WebhookRequest): string | undefined {
  const parsed = parseSignature(request);
  if ('reason' in parsed) return undefined;
  const claimed = readClaimedProject(parsed, request);
  return 'reason' in claimed ? undefined : claimed.projectId;
}

function claimedProjectOf(
  named: readonly unknown[],
  json: WebhookPayloadData | undefined,
): ClaimedProject | ClaimedProjectRejection {
  const distinct = [...new Set(named)];
  if (distinct.length > 1) return AMBIGUOUS;
  const [projectId] = distinct;
  return { projectId: isProjectId(projectId) ? projectId : undefined, json };
}

/** The project that a signed JSON object names in `project_id`, its own or that of its call, message or `call_info`. */
export function projectOfJson(payload: WebhookPayloadData): string | undefined {
  return projectsOfJson(payload).find(isProjectId);
}

function projectsOfJson(payload: WebhookPayloadData): unknown[] {
  const inner = ['call', 'message', 'call_info'].map((name) => ownValue(payload, name));
  return [payload, ...inner]
    .map((value) => ownValue(value, 'project_id'))
    .filter((id) => id !== undefined && id !== null);
}

/** Before the signature is verified, the objects are what `JSON.parse` makes: what they inherit is no part of the payload. */
function ownValue(value: unknown, name: string): unknown {
  const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isOwn ? (value as WebhookPayloadData)[name] : undefined;
}

/** Project ids are UUIDs as a rule; whatever else a stranger puts in their place is bounded before it reaches a store. */
function isProjectId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) && !(id in Object.prototype);
}

const AMBIGUOUS: ClaimedProjectRejection = Object.freeze({ verified: false, reason: 'ambiguous-project' });
const MALFORMED: ClaimedProjectRejection = Object.freeze({ verified: false, reason: 'malformed-body' });
