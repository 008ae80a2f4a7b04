/** Measures for the cost of serializing JSON, read in one pass over its bytes before it is parsed. */
export interface JsonShape {
  readonly depth: number;
  /** Number of line breaks in the indented form. */
  readonly breaks: number;
  /** Sum of the levels of all lines. Multiplied by the indent, it is the number of white space bytes. */
  readonly levels: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const ESCAPABLE = new Set(Buffer.from('/<>&'));
const CLOSING = new Set([0x5d, 0x7d]);

const shapes = new WeakMap<Uint8Array, JsonShape>();

export function readJsonShape(json: Uint8Array): JsonShape {
  const known = shapes.get(json) ?? measure(json);
  shapes.set(json, known);
  return known;
}

function measure(json: Uint8Array): JsonShape {
  let level = 0;
  let depth = 0;
  let breaks = 0;
  let levels = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    if (OPENING.has(byte)) level++;
    else if (CLOSING.has(byte)) level--;
    else if (byte !== COMMA) continue;
    depth = Math.max(depth, level);
    breaks++;
    levels += Math.max(0, level);
  }
  return { depth, breaks, levels };
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Returns the maximum length of the JSON with this indent. */
export function indentedLength(json: Uint8Array, { breaks, levels }: JsonShape, indent: number): number {
  return json.length + breaks * 2 + levels * indent;
}

/** Returns the approximate maximum length of the JSON with all optional escapes, which have six bytes each. */
export function escapedLength(json: Uint8Array): number {
  let escaped = 0;
  for (const byte of json) if (byte >= 0x80 || ESCAPABLE.has(byte)) escaped++;
  return json.length + 6 * escaped;
}
