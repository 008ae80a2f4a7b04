export type Pair = readonly [name: string, value: string];

const HEX = '0123456789abcdef';
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** application/x-www-form-urlencoded as WHATWG's URL standard parses it, a byte at a time. */
export function referenceForm(body: Uint8Array): Pair[] {
  const pairs: Pair[] = [];
  for (const part of split(body, '&')) {
    if (part.length === 0) continue;
    const [name = [], ...rest] = split(part, '=');
    const value = rest.flatMap((each, at) => (at === 0 ? each : [codeOf('='), ...each]));
    pairs.push([decode(name), decode(value)]);
  }
  return pairs;
}

function split(bytes: Iterable<number>, separator: string): number[][] {
  const parts: number[][] = [[]];
  for (const byte of bytes) {
    if (byte === codeOf(separator)) parts.push([]);
    else parts.at(-1)?.push(byte);
  }
  return parts;
}

function decode(bytes: readonly number[]): string {
  const decoded: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigit(bytes[at + 1]);
    const low = hexDigit(bytes[at + 2]);
    if (bytes[at] === codeOf('%') && high >= 0 && low >= 0) {
      decoded.push(16 * high + low);
      at += 2;
    } else {
      decoded.push(bytes[at] === codeOf('+') ? codeOf(' ') : (bytes[at] ?? 0));
    }
  }
  return decoder.decode(Uint8Array.from(decoded));
}

function hexDigit(byte: number | undefined): number {
  return byte === undefined ? -1 : HEX.indexOf(String.fromCharCode(byte).toLowerCase());
}

function codeOf(character: string): number {
  return character.charCodeAt(0);
}

/** As SignalWire's SDKs: sorted by name, the values of one name as they came. */
export function submitted(pairs: readonly Pair[]): Pair[] {
  return [...pairs].sort(([a], [b]) => byBytes(a, b));
}

/** As Twilio's SDKs: each value of a name once, and sorted. */
export function deduplicated(pairs: readonly Pair[]): Pair[] {
  const unique = pairs.filter(
    ([name, value], at) => pairs.findIndex(([n, v]) => n === name && v === value) === at,
  );
  return unique.sort(([a, valueOfA], [b, valueOfB]) => byBytes(a, b) || byBytes(valueOfA, valueOfB));
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The entries of a payload: one for each name in the order of its first appearance, a list where it repeats. */
export function payloadEntries(pairs: readonly Pair[]): (readonly [string, string | string[]])[] {
  const names = [...new Set(pairs.map(([name]) => name))];
  return names.map((name) => {
    const values = pairs.filter(([each]) => each === name).map(([, value]) => value);
    return [name, values.length === 1 ? (values[0] ?? '') : values];
  });
}
