import { describe, expect, test } from '@jest/globals';

import { type AdapterName, adapterNames, type RequestToSend } from '../support/applications.js';
import { describeWithNginx, Nginx } from '../support/nginx.js';
import { blocksOf, type RecipeSetup, usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const NGINX_PAGE = 'docs/how-to/nginx.md';
const form = { CallSid: 'c1', From: '+15551234567' };

/** Runs the page's application behind nginx, and gives the status of each request, sent by HTTPS to the host. */
async function statusesBehind(
  page: string,
  adapterName: AdapterName,
  directives: string,
  sent: readonly (readonly [host: string, request: RequestToSend])[],
  setup: RecipeSetup = {},
): Promise<number[]> {
  const statuses: number[] = [];
  await usingRecipe(
    page,
    adapterName,
    async ({ port }) => {
      const nginx = await Nginx.start(directives.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`));
      for (const [host, request] of sent) statuses.push((await nginx.send(request, host)).status);
      await nginx.stop();
    },
    setup,
  );
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

  test.each(adapterNames)('nginx passes everything on: %s', async (adapterName) => {
    const publicUrl = 'https://hooks.example.com';
    const sent = genuineAndForged(publicUrl, '/voice', '?a=%2F+b');
    const setup = { env: { PUBLIC_URL: publicUrl } };
    expect(await statusesBehind(NGINX_PAGE, adapterName, root, sent, setup)).toEqual([200, 403]);
  });

  test.each(adapterNames)('nginx strips a path: %s', async (adapterName) => {
    const publicUrl = 'https://hooks.example.com/signalwire';
    const sent = genuineAndForged(publicUrl, '/voice', '?a=%2F+b');
    const setup = { env: { PUBLIC_URL: publicUrl } };
    expect(await statusesBehind(NGINX_PAGE, adapterName, below, sent, setup)).toEqual([200, 403]);
  });

  test.each(adapterNames)('the rewrite of the Ingress: %s', async (adapterName) => {
    const [env = '', ingress = ''] = blocksOf('docs/how-to/kubernetes.md', 'yaml');
    const [, publicUrl = ''] = /PUBLIC_URL\n *value: (\S+)/.exec(env) ?? [];
    const [, path = ''] = /path: (\S+)/.exec(ingress) ?? [];
    const [, target = ''] = /rewrite-target: (\S+)/.exec(ingress) ?? [];
    const rewrite = `location ~* "^${path}" {
      rewrite "(?i)${path}" ${target} break;
      proxy_set_header Host $host;
      proxy_pass http://127.0.0.1:3000;
    }`;
    const sent = genuineAndForged(publicUrl, '/voice', '?a=%2F+b');
    const setup = { env: { PUBLIC_URL: publicUrl } };
    expect(await statusesBehind(NGINX_PAGE, adapterName, rewrite, sent, setup)).toEqual([200, 403]);
  });

  test.each(adapterNames)('trust proxy: %s', async (adapterName) => {
    const page = 'docs/how-to/trust-proxy.md';
    const [directives = ''] = blocksOf(page, 'nginx');
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
    const main = adapterName === 'express' ? 'main' : 'main-fastify';
    const statuses = await statusesBehind(page, adapterName, directives, sent, { main });
    expect(statuses).toEqual([200, 403, 200, 403, 403, 403]);
  });
});

describe.each(adapterNames)('without the proxy on %s', (adapterName) => {
  test('forwarded headers of a proxy that is not trusted do not count', async () => {
    const page = 'docs/how-to/trust-proxy.md';
    await usingRecipe(page, adapterName, async ({ send }) => {
      const request = webhook.form('/voice', form, { publicUrl: 'https://one.example.com' });
      const forwarded = { 'x-forwarded-host': 'one.example.com', 'x-forwarded-proto': 'https' };
      const headers = { ...request.headers, ...forwarded };
      expect((await send({ ...request, headers })).status).toBe(403);
    });
  });
});
