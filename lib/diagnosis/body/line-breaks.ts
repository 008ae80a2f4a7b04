const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export function withoutLastLineBreak(body: Buffer): Buffer {
  let end = body.length;
  if (body[end - 1] === LINE_FEED) end--;
  if (body[end - 1] === CARRIAGE_RETURN) end--;
  return body.subarray(0, end);
}

export function withLineBreak(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.from('\n')]);
}

export function toLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

export function toCrLf(text: string): string {
  return toLineFeeds(text).replaceAll('\n', '\r\n');
}
