/** Indents cXML and JSON. Other and malformed texts stay unchanged. */
export function pretty(text: string): string {
  const start = text.trimStart().charAt(0);
  if (start === '{' || start === '[') return prettyJson(text);
  return start === '<' ? prettyXml(text) : text;
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function prettyXml(text: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const token of text.match(/<[^>]*>|[^<]+/g) ?? []) {
    const line = token.trim();
    if (line === '') continue;
    if (line.startsWith('</')) depth = Math.max(0, depth - 1);
    lines.push('  '.repeat(depth) + line);
    if (/^<[^/!?]/.test(line) && !line.endsWith('/>')) depth++;
  }
  return lines.join('\n');
}

export function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`;
}

const WORDS: Readonly<Record<string, string>> = {
  unknown: 'Unknown webhook',
  '10dlc': '10DLC status',
  'swml.call': 'SWML call request',
  'swml.message': 'SWML message request',
  'ai.swaig': 'SWAIG function',
};

const ABBREVIATIONS: Readonly<Record<string, string>> = { ai: 'AI', swml: 'SWML' };

/** Returns `Voice: inbound` for `voice.inbound`. */
export function kindInWords(kind: string): string {
  const known = WORDS[kind];
  if (known !== undefined) return known;
  const [family = '', ...rest] = kind.split('.');
  const shown = ABBREVIATIONS[family] ?? `${family.charAt(0).toUpperCase()}${family.slice(1)}`;
  return `${shown}: ${rest.join(' ').replaceAll('-', ' ')}`;
}

/** Returns `+1 555 123 4567` for a number of North America. Other numbers and SIP addresses stay unchanged. */
export function partyInWords(party: string): string {
  return visible(party.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3'));
}

/** Escapes characters that hide or reorder text. */
export function visible(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
