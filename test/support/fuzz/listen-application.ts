import { type ArrivedRequest, OK, type Respond, SWITCH } from '../raw-upstream.js';

const BIG = 'a'.repeat(200_000);
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';

const RESPONSES: Readonly<Record<string, string>> = {
  big: `HTTP/1.1 200 OK\r\nContent-Length: ${BIG.length}\r\n\r\n${BIG}`,
  chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n',
  empty: 'HTTP/1.1 204 No Content\r\nX-SignalWire-Webhook-Listen: verified\r\n\r\n',
  half: HALF,
  garbage: 'this is no HTTP\r\n\r\n',
  'odd-status': 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n',
  'odd-reason': 'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n',
  hints: HINTS + OK,
  'switch-h2c': SWITCH.replace('websocket', 'h2c'),
  'switch-bare': 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
};

export function planOf({ target }: Pick<ArrivedRequest, 'target'>): string {
  return /^\/([a-z0-9-]+)\//.exec(target)?.[1] ?? '';
}

export function respondsEarly(request: ArrivedRequest): boolean {
  return planOf(request).startsWith('early');
}

/**
 * Responds as the first part of the path says, as applications do that are in good order or out of it.
 *
 * @param onSwitch is told of each connection that becomes a WebSocket
 */
export function respondByPlan(onSwitch: Respond): Respond {
  return (request, connection) => {
    const { socket } = connection;
    const plan = planOf(request);
    if (plan === 'close') socket.destroy();
    else if (plan === 'half' || plan === 'early-close') socket.end(HALF);
    else if (plan === 'late') setTimeout(() => socket.write(withoutBody(request, OK)), 20);
    else if (plan === 'switch') {
      onSwitch(request, connection);
      socket.write(SWITCH);
    } else socket.write(withoutBody(request, RESPONSES[plan] ?? OK));
  };
}

/** Node takes what follows the header of a response to HEAD for the next response. */
function withoutBody({ method }: ArrivedRequest, response: string): string {
  return method === 'HEAD' ? OK.slice(0, OK.indexOf('\r\n\r\n') + 4) : response;
}
