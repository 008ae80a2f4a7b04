import { isPlainObject } from '../errors/is-object.js';
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
import type { ReceivedRequest } from './read-webhook-request.js';
import { reject } from './rejection.js';

/** The claimed project of an unverified request. It only selects keys: without the project's key nobody can sign for it. */
export interface ClaimedProject {
  /** `undefined` if the payload names no project, or the ID is malformed. */
  readonly projectId: string | undefined;
  /** The JSON body, if it had to be parsed. */
  readonly json?: WebhookPayloadData;
  /** Whether the ID is that of the framework's parsed body, so that {@link confirmClaimedProject} must read the signed bytes. */
  readonly isOfParsedBody?: boolean;
}

/** For plain keys, which need no claimed project. */
export const NO_CLAIMED_PROJECT: ClaimedProject = { projectId: undefined };

/**
 * Reads the project that selects the keys. The framework has parsed JSON already, so its object is used: parsing a forged body of 1 MB once
 * more would cost more than the framework spends on it.
 *
 * @returns a rejection if the payload names two projects, because the handler might act for the unverified one
 */
export function readClaimedProject(
  parsed: ParsedSignature,
  request: ReceivedRequest,
): ClaimedProject | Rejection {
  if (parsed.content === 'form' || parsed.content === 'query') {
    const form = parsed.form ?? decodeQuery(request);
    return form ? claimedProjectOf(form.valuesOf('AccountSid')) : reject('malformed-body');
  }
  const { parsedBody } = request;
  if (!isPlainObject(parsedBody)) return readSignedJson(request);
  const claimed = claimedProjectOf(projectsOfJson(parsedBody));
  return 'reason' in claimed ? claimed : { ...claimed, isOfParsedBody: true };
}

/**
 * Reads the project of JSON again, from the bytes that the signature covers: a project that only the parsed body names selects keys, and is
 * never accepted.
 *
 * @returns a rejection if the signed bytes name a different project
 */
export function confirmClaimedProject(
  claimed: ClaimedProject,
  request: WebhookRequest,
): ClaimedProject | Rejection {
  if (claimed.isOfParsedBody !== true) return claimed;
  const signed = readSignedJson(request);
  if ('reason' in signed) return signed;
  return signed.projectId === claimed.projectId ? signed : reject('ambiguous-project');
}

function readSignedJson({ body }: WebhookRequest): ClaimedProject | Rejection {
  const json = parseJsonObject(toBytes(body));
  if (json === undefined) return reject('malformed-body');
  const claimed = claimedProjectOf(projectsOfJson(json));
  return 'reason' in claimed ? claimed : { ...claimed, json };
}

/**
 * Returns whether the parsed body names a different project than the received bytes, because code that runs before the guard has changed it.
 */
export function hasChangedProject(request: WebhookRequest, parsedBody: unknown): boolean {
  const parsed = parseSignature(request);
  if ('reason' in parsed || parsed.content === 'form' || parsed.content === 'query') return false;
  if (!isPlainObject(parsedBody)) return false;
  const [sent, now] = [readSignedJson(request), claimedProjectOf(projectsOfJson(parsedBody))];
  return !('reason' in sent) && ('reason' in now || now.projectId !== sent.projectId);
}

/** Returns the claimed project ID of an unverified request; `undefined` if the request has no signature or names no project. */
export function readClaimedProjectId(request: WebhookRequest): string | undefined {
  const parsed = parseSignature(request);
  if ('reason' in parsed) return undefined;
  const claimed = readClaimedProject(parsed, request);
  return 'reason' in claimed ? undefined : claimed.projectId;
}

function claimedProjectOf(named: readonly unknown[]): ClaimedProject | Rejection {
  const distinct = [...new Set(named)];
  if (distinct.length > 1) return reject('ambiguous-project');
  const [projectId] = distinct;
  return { projectId: isProjectId(projectId) ? projectId : undefined };
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
