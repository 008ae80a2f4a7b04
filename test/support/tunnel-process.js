// Stands in for `signalwire-webhook listen`, and passes each byte on: the fuzz must find that out.
import { connect, createServer } from 'node:net';
import process from 'node:process';

const forward = process.argv[process.argv.indexOf('--forward') + 1] ?? '';
const server = createServer((socket) => {
  const upstream = connect(Number(new URL(forward).port), '127.0.0.1');
  for (const end of [socket, upstream]) end.on('error', () => undefined);
  socket.pipe(upstream).pipe(socket);
}).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
process.on('SIGINT', () => process.exit());
