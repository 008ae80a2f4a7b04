import { measure } from 'mitata';
import { createUrlToken, verifyUrlToken } from 'nestjs-signalwire-webhook/signature';
import { createHmac, randomBytes } from 'node:crypto';

import { aims, decimals, median, report, table } from '../report.js';

const ROUNDS = process.argv.includes('--quick') ? 2 : 9;
const OPTIONS = { gc: false, batch_samples: 256, min_cpu_time: 50e6 };

const secret = randomBytes(32).toString('base64');
const older = randomBytes(32).toString('base64');
const url = 'https://example.com/swaig/look-up-order';
const callId = '2e1e66e5-5d07-413d-9668-55542992eec0';
const bind = { call_id: callId, function: 'look_up_order' };
const scope = { method: 'POST', url, bind };
const token = createUrlToken({ ...scope, secret });
const wrong = createUrlToken({ ...scope, secret, bind: { ...bind, call_id: 'other' } });
/** As long as the text that the token covers. */
const covered = JSON.stringify([
  'label',
  'v1',
  'expiry',
  'POST',
  url,
  ...Object.entries(bind).flat(),
  'x'.repeat(40),
]);

let count = 0;

/** One HMAC over the covered text. The text is new each time, as that of a request is. */
function floor(): Buffer {
  return createHmac('sha256', secret)
    .update(`${covered}${count++ % 10}`)
    .digest();
}

const runs: Readonly<Record<string, () => unknown>> = {
  'one HMAC': floor,
  'right token': () => verifyUrlToken(token, { ...scope, secret }),
  'right token, two secrets': () => verifyUrlToken(token, { ...scope, secret: [secret, older] }),
  'token of a different call': () => verifyUrlToken(wrong, { ...scope, secret }),
  'malformed token': () => verifyUrlToken(`${token}=`, { ...scope, secret }),
};

const medians = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, run] of Object.entries(runs)) {
    const { p50 } = await measure(run, { ...OPTIONS });
    if (round > 0) medians.get(name)?.push(p50);
  }
}

const timeOf = (name: string): number => median(medians.get(name) ?? []);
const quotient = (name: string): number => timeOf(name) / timeOf('one HMAC');

await report('url-tokens', [
  table('verifyUrlToken(), without decoding a payload', [
    ['', 'µs', '÷ one HMAC'],
    ...Object.keys(runs).map((name) => [name, decimals(timeOf(name) / 1_000), decimals(quotient(name))]),
  ]),
  aims('Aims', [
    { name: 'right token ÷ one HMAC', measured: quotient('right token'), atMost: 1.5 },
    { name: 'malformed token ÷ one HMAC', measured: quotient('malformed token'), atMost: 0.3 },
  ]),
]);
