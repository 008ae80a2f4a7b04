import { createHash } from 'node:crypto';

import type { Random } from './random.js';

/** The URL with the body's `bodySHA256`, as SignalWire adds it or as it never does. */
export function withBodyHash(random: Random, url: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('hex');
  const [beforeFragment = ''] = url.split('#');
  const separator = beforeFragment.includes('?') ? '&' : '?';
  const parameter = `bodySHA256=${hash}`;
  const given = random.pick([
    ...[parameter, parameter, parameter, parameter, `${parameter}&x=1`, `x=1&${parameter}`],
    ...[
      `${parameter}&${parameter}`,
      `${parameter}&bodySHA256=`,
      `bodySHA256=${hash.toUpperCase()}`,
      `bodysha256=${hash}`,
    ],
    ...[
      `body%53HA256=${hash}`,
      `xbodySHA256=1&body%53HA256=${hash}`,
      `${parameter}&body%53HA256=${hash}`,
      `bodySHA256=%${hash}`,
    ],
    ...[`xbodySHA256=${hash}`, `bodySHA256=${hash}%`, 'bodySHA256', ''],
  ]);
  return beforeFragment + separator + given;
}
