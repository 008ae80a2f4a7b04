import { isSignatureHeader, readBodyKind, SHA256_SIGNATURE_HEADER } from '../../../signature/internal.js';
import { signRequest } from '../../../signature/index.js';
import { joinHeaders } from '../capture/captured-request.js';
import { UsageError } from '../errors.js';
import type { HarRequest } from '../har/read-har.js';
import { assignPaths } from '../fixture-kinds.js';

export interface Changes {
  /** Fields of the payload by name, or by path in JSON. */
  readonly fields: Readonly<Record<string, string>>;
  /** Public URL to sign for, without trailing slash. `undefined` for the one of the recorded URL. */
  readonly publicUrl: string | undefined;
  readonly signingKey: string;
}

/**
 * Changes fields of a request, and signs it again with its recorded algorithms.
 *
 * @throws UsageError if SignalWire has no signature for such a request
 */
export function changeRequest(request: HarRequest, { fields, publicUrl, signingKey }: Changes): HarRequest {
  const { method, headers, isCut } = request;
  const names = joinHeaders(headers);
  const isJson = readBodyKind(names['content-type']) === 'json';
  const given = request.body ?? '';
  const hasBody = given.length > 0;
  const base = request.url.slice(0, request.url.length - request.target.length);
  const target = hasBody ? request.target : changeQuery(request.target, fields);
  const url = (publicUrl ?? base) + target;
  const body = hasBody ? changeBody(given, isJson, fields) : undefined;
  const algorithms = names[SHA256_SIGNATURE_HEADER] === undefined ? (['sha1'] as const) : SHA1_AND_256;
  try {
    const signature = signRequest({ method, url, headers: names, body }, signingKey, { algorithms });
    const unsigned = headers.filter(([name]) => !isSignatureHeader(name));
    return { method, url, target, headers: [...unsigned, ...Object.entries(signature)], body, isCut };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const SHA1_AND_256 = ['sha1', 'sha256'] as const;

function changeBody(body: Buffer | string, isJson: boolean, fields: Changes['fields']): Buffer | string {
  if (Object.keys(fields).length === 0) return body;
  if (!isJson) return changeForm(body.toString(), fields);
  try {
    return JSON.stringify(assignPaths(JSON.parse(body.toString()) as object, fields));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('--set cannot change this body, because it is not JSON.');
  }
}

function changeQuery(target: string, fields: Changes['fields']): string {
  if (Object.keys(fields).length === 0) return target;
  const start = target.indexOf('?');
  const path = start < 0 ? target : target.slice(0, start);
  return `${path}?${changeForm(start < 0 ? '' : target.slice(start + 1), fields)}`;
}

function changeForm(text: string, fields: Changes['fields']): string {
  const parameters = new URLSearchParams(text);
  for (const [name, value] of Object.entries(fields)) parameters.set(name, value);
  return parameters.toString();
}
