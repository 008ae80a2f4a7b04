import { encodeBasicAuthOf } from '../credentials/basic-auth-header.js';

/** The probe request as the application received it. */
export interface ProbeResponse {
  readonly nonce: string;
  readonly protocol: string;
  readonly host: string;
  readonly path: string;
}

const TIME_LIMIT = 5_000;
const MAX_RESPONSE_BYTES = 4_096;

/** Fetches the probe without following redirects. Returns a text that describes the failure if the probe does not respond. */
export async function fetchProbe(url: string, nonce: string): Promise<ProbeResponse | string> {
  try {
    const response = await fetch(...withoutCredentials(url));
    const seen = parseProbe(await readStart(response));
    return seen?.nonce === nonce
      ? seen
      : `the response has status ${response.status} and is not the probe's response`;
  } catch (error) {
    return `the request failed (${describeFetchError(error)})`;
  }
}

/** Moves the credentials of the URL into the `Authorization` header, as SignalWire does. `fetch` accepts no URL with credentials. */
function withoutCredentials(given: string): [string, RequestInit] {
  const url = new URL(given);
  const authorization = encodeBasicAuthOf(url);
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  url.username = '';
  url.password = '';
  return [url.href, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIME_LIMIT) }];
}

async function readStart(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_RESPONSE_BYTES) break;
  }
  return text;
}

function parseProbe(text: string): ProbeResponse | undefined {
  try {
    return JSON.parse(text) as ProbeResponse;
  } catch {
    return undefined;
  }
}

function describeFetchError(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name: string };
  return cause?.code ?? name;
}
