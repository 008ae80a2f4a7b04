import { json } from '../../01-quickstart/demo/signing.js';
import type { Webhook } from '../../01-quickstart/demo/webhook.js';

export interface AgentUrls {
  readonly lookUpOrder: URL;
  readonly summary: URL;
}

interface Agent {
  readonly post_prompt_url: string;
  readonly SWAIG: { readonly functions: readonly { readonly web_hook_url: string }[] };
}

interface AgentDocument {
  readonly sections: { readonly main: readonly { readonly ai?: Agent }[] };
}

/** Where the agent calls back, as the SWML document says. */
export function readAgentUrls(document: string): AgentUrls {
  const { sections } = JSON.parse(document) as AgentDocument;
  const agent = sections.main.find(({ ai }) => ai)?.ai;
  const [lookUpOrder] = agent?.SWAIG.functions ?? [];
  if (!agent || !lookUpOrder) throw new Error('The document has no agent with a function.');
  return { lookUpOrder: new URL(lookUpOrder.web_hook_url), summary: new URL(agent.post_prompt_url) };
}

/** As an HTTP client sends a request to a URL with credentials. */
export function jsonWithCredentials(
  { pathname, username, password }: URL,
  payload: object,
): Pick<Webhook, 'method' | 'target' | 'headers' | 'body'> {
  const userPass = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const request = json(pathname, payload);
  const authorization = `Basic ${Buffer.from(userPass).toString('base64')}`;
  return { ...request, headers: { ...request.headers, authorization } };
}
