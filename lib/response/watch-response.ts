/** What Express's and Fastify's responses have in common here. */
interface Sending {
  send?: (body: unknown) => unknown;
  getHeader(name: string): unknown;
  readonly statusCode: number;
}

export function readStatus(response: object): number {
  return (response as Sending).statusCode;
}

/** Nest's adapters have a `getHeader` only since a later version of Nest 10. */
export function readContentType(response: object): unknown {
  return (response as Sending).getHeader('content-type');
}

/** Calls back with the body that is sent in the end, after the application's own interceptors, once. */
export function watchSentBody(response: object, look: (body: unknown) => void): void {
  const sending = response as Sending;
  const { send } = sending;
  if (typeof send !== 'function') return;
  sending.send = (body) => {
    sending.send = send;
    look(body);
    return send.call(response, body);
  };
}

/** Whether a body is what its content type says; bytes and streams are the application's own. */
export function isOfContentType(body: unknown, contentType: string): boolean {
  const isXml = /^[^;]*xml/i.test(contentType);
  if (!isXml && !/^[^;]*json/i.test(contentType)) return true;
  if (typeof body === 'string') return (isXml ? /^\s*</ : /^\s*[[{"]/).test(body);
  return !isXml || typeof body !== 'object' || body === null || isBinary(body);
}

function isBinary(body: object): boolean {
  return ArrayBuffer.isView(body) || 'pipe' in body || 'getStream' in body;
}
