import { expect, jest, test } from '@jest/globals';
import { createUrlToken } from 'nestjs-signalwire-webhook/signature';

import { sendRequest } from '../../../support/applications.js';
import { callApi } from '../../../support/inspect.js';
import { listenSetup } from '../../../support/listen.js';
import { JSON_TYPE, PUBLIC_URL, signed } from '../../../support/signing.js';
import { until } from '../../../support/until.js';
import { SECRET } from '../../../support/url-tokens.js';

// Each test starts a process.
jest.setTimeout(60_000);

const setup = listenSetup();
const token = createUrlToken({ secret: SECRET, url: `${PUBLIC_URL}/swaig` });
const target = `/swaig?tenant=a&sw_token=${token}`;
const unsigned = { target, headers: JSON_TYPE, body: '{"call_id":"call-1"}' };

const textOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();

test.each([[[]], [['--json']]])('listen %j prints no URL token', async (flags) => {
  const program = await setup.startProgram('--public-url', PUBLIC_URL, ...flags);
  await sendRequest(program.port, unsigned);
  await sendRequest(program.port, signed(unsigned));
  await sendRequest(program.port, { method: 'GET', target: `http://a${target}` });
  await until(() => program.output().includes('the target is not a path'));
  expect(program.output().split('/swaig?tenant=a&sw_token=…').length).toBeGreaterThan(3);
  expect(program.output()).not.toContain(token);
});

test('neither the list nor the details of the inspector contain a URL token', async () => {
  const program = await setup.startProgram('--public-url', PUBLIC_URL, '--inspect', '--inspect-port', '0');
  await until(() => program.output().includes('Inspect on'));
  await sendRequest(program.port, signed(unsigned));
  await sendRequest(program.port, signed({ method: 'GET', target: `${target}&call_id=call-1` }));
  const { body } = await callApi(program, 'events');
  const list = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('"method":"GET"')) text += (await list?.read())?.value ?? '';
  await list?.cancel();
  const details = [
    await textOf(callApi(program, 'deliveries/1')),
    await textOf(callApi(program, 'deliveries/2')),
  ];
  for (const shown of [text, ...details]) {
    expect(shown).toContain('/swaig?tenant=a&sw_token=…');
    expect(shown).not.toContain(token);
  }
});
