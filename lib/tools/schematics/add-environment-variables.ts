const VARIABLES = {
  SIGNALWIRE_SIGNING_KEY: `# The project's Signing Key (PSK_…), from the API page of the SignalWire dashboard; not the API token (PT…).
SIGNALWIRE_SIGNING_KEY=`,
  PUBLIC_URL: `# Scheme and host that SignalWire calls, without the route's path. Append a path prefix only if your proxy removes it.
PUBLIC_URL=https://example.com`,
};

/** Adds the missing variables to the text of a `.env.example`. */
export function addEnvironmentVariables(text: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const missing = Object.entries(VARIABLES)
    .filter(([name]) => !new RegExp(`^[\\uFEFF \\t#]*(?:export\\s+)?${name}\\s*=`, 'm').test(text))
    .map(([, lines]) => lines.replaceAll('\n', newline) + newline);
  if (missing.length === 0) return text;
  const blank = text.trim() === '' ? '' : newline;
  const lineEnd = text === '' || text.endsWith('\n') ? '' : newline;
  return text + lineEnd + blank + missing.join('');
}
