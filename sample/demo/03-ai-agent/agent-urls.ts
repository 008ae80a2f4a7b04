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
