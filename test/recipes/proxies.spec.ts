import { beforeAll, describe, expect, test } from '@jest/globals';

import { adapterNames, type RequestToSend } from '../support/applications.js';
import { closeAtEnd } from '../support/close-at-end.js';
import { describeWithNginx, Nginx } from '../support/nginx.js';
import { blocksOf, type Edit, type RunningRecipes, startRecipes, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const NGINX_PAGE = 'docs/how-to/nginx.md';
const TRUST_PROXY_PAGE = 'docs/how-to/trust-proxy.md';
const form = { CallSid: 'c1', From: '+15551234567' };

const HOOKS = 'https://hooks.example.com';
const BELOW_A_PATH = 'https://hooks.example.com/signalwire';
const [env = '', ingress = ''] = blocksOf('docs/how-to/kubernetes.md', 'yaml');
const [, IN_CLUSTER = ''] = /PUBLIC_URL\n *value: (\S+)/.exec(env) ?? [];

/** The page does not wait for the application that it starts, but the next one of the process does. */
const waiting: Edit[] = [['void bootstrap()', 'await bootstrap()']];

let behindNginx: RunningRecipes;
let withHosts: RunningRecipes;

beforeAll(async () => {
  const setups = [HOOKS, BELOW_A_PATH, IN_CLUSTER].flatMap((publicUrl) =>
    adapterNames.map((adapterName) => {
      const setup = { adapterName, env: { PUBLIC_URL: publicUrl } };
      return [`${publicUrl} on ${adapterName}`, setup] as const;
    }),
  );
  behindNginx = await startRecipes(NGINX_PAGE, Object.fromEntries(setups));
  closeAtEnd(behindNginx.stop);
  withHosts = await startRecipes(TRUST_PROXY_PAGE, {
    'trusting on express': { adapterName: 'express', main: 'main', edits: waiting },
    'trusting on fastify': { adapterName: 'fastify', main: 'main-fastify', edits: waiting },
    'not trusting on express': { adapterName: 'express' },
    'not trusting on fastify': { adapterName: 'fastify' },
  });
  closeAtEnd(withHosts.stop);
});

/** Sends each request by HTTPS to the host of an nginx before the application, and gives the statuses. */
async function statusesBehind(
  port: number,
  directives: string,
  sent: readonly (readonly [host: string, request: RequestToSend])[],
): Promise<number[]> {
  const statuses: number[] = [];
  const nginx = await Nginx.start(directives.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`));
  try {
    for (const [host, request] of sent) statuses.push((await nginx.send(request, host)).status);
  } finally {
    await nginx.stop();
  }
  return statuses;
}

/** A genuine request for the public URL, and a forged one. */
function genuineAndForged(publicUrl: string, path: string, query = '') {
  const { host, pathname } = new URL(publicUrl);
  return [undefined, OTHER_KEY].map((signingKey) => {
    const signed = webhook.form(`${path}${query}`, form, { publicUrl, ...(signingKey && { signingKey }) });
    return [host, { ...signed, target: `${pathname.replace(/\/$/, '')}${signed.target}` }] as const;
  });
}

describeWithNginx('a proxy', () => {
  const [root = '', below = ''] = blocksOf(NGINX_PAGE, 'nginx');

  const [, path = ''] = /path: (\S+)/.exec(ingress) ?? [];
  const [, target = ''] = /rewrite-target: (\S+)/.exec(ingress) ?? [];
  const rewrite = `location ~* "^${path}" {
    rewrite "(?i)${path}" ${target} break;
    proxy_set_header Host $host;
    proxy_pass http://127.0.0.1:3000;
  }`;

  describe.each([
    ['nginx passes everything on', HOOKS, root],
    ['nginx strips a path', BELOW_A_PATH, below],
    ['the rewrite of the Ingress', IN_CLUSTER, rewrite],
  ])('%s', (_, publicUrl, directives) => {
    test.each(adapterNames)('on %s', async (adapterName) => {
      const { port } = behindNginx.recipe(`${publicUrl} on ${adapterName}`);
      const sent = genuineAndForged(publicUrl, '/voice', '?a=%2F+b');
      expect(await statusesBehind(port, directives, sent)).toEqual([200, 403]);
    });
  });

  test.each(adapterNames)('trust proxy: %s', async (adapterName) => {
    const [directives = ''] = blocksOf(TRUST_PROXY_PAGE, 'nginx');
    const [one = [], oneForged = []] = [genuineAndForged('https://one.example.com', '/voice')].flat();
    const sent = [
      one,
      oneForged,
      ...genuineAndForged('https://two.example.com', '/voice'),
      ...genuineAndForged('https://three.example.com', '/voice').slice(0, 1),
    ] as (readonly [string, RequestToSend])[];
    const [, request] = sent[0] ?? ['', { target: '/voice' }];
    const headers = { ...request.headers, 'x-forwarded-host': 'one.example.com' };
    sent.push(['three.example.com', { ...request, headers }]);
    const { port } = withHosts.recipe(`trusting on ${adapterName}`);
    const statuses = await statusesBehind(port, directives, sent);
    expect(statuses).toEqual([200, 403, 200, 403, 403, 403]);
  });
});

describe.each(adapterNames)('without the proxy on %s', (adapterName) => {
  test('forwarded headers of a proxy that is not trusted do not count', async () => {
    const request = webhook.form('/voice', form, { publicUrl: 'https://one.example.com' });
    const forwarded = { 'x-forwarded-host': 'one.example.com', 'x-forwarded-proto': 'https' };
    const headers = { ...request.headers, ...forwarded };
    const { send } = withHosts.recipe(`not trusting on ${adapterName}`);
    expect((await send({ ...request, headers })).status).toBe(403);
  });
});
