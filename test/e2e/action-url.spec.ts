import { Controller, Post } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';

import { actionUrl, SignalWireWebhook, VerifiedWebhook, type VerifiedWebhookData } from '../../lib/index.js';
import { adapterNames, withApplication } from '../support/applications.js';
import { type SigningSetup, signedForm } from '../support/signing.js';

@SignalWireWebhook()
@Controller('voice')
class VoiceController {
  @Post()
  inbound(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return `<Response><Gather action="${actionUrl(webhook, 'menu')}"/></Response>`;
  }

  @Post('menu')
  menu(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return `<Response><Redirect>${actionUrl(webhook, '/voice')}</Redirect></Response>`;
  }
}

/** Returns the path that the application receives behind a proxy that strips the prefix of the public URL. */
function pathBehindProxy(xml: string, publicUrl: string): string {
  const [url = ''] = /https:[^"<]+/.exec(xml) ?? [];
  expect(url.slice(0, publicUrl.length)).toBe(publicUrl);
  return url.slice(publicUrl.length);
}

describe.each(adapterNames)('actionUrl on %s', (adapterName) => {
  test.each<[string, string | (() => string), SigningSetup]>([
    ['a prefix that the proxy strips', 'https://example.com/stage', {}],
    ['a trailing slash', 'https://example.com/', { publicUrl: 'https://example.com' }],
    ['a function', () => 'https://example.com/tenant', { publicUrl: 'https://example.com/tenant' }],
    ['the default port in the signed URL', 'https://example.com', { publicUrl: 'https://example.com:443' }],
  ])('leads to a route of the application with %s as publicUrl', async (_name, publicUrl, signedFor) => {
    const setup = { webhooks: { publicUrl }, controllers: [VoiceController] };
    await withApplication(adapterName, setup, async (application) => {
      const base = (typeof publicUrl === 'function' ? publicUrl() : publicUrl).replace(/\/$/, '');
      const setup = { publicUrl: base, ...signedFor };
      const inbound = await application.send(signedForm('/voice', { CallSid: 'call-1' }, setup));
      const menuPath = pathBehindProxy(inbound.body, base);
      const menu = await application.send(signedForm(menuPath, { Digits: '1' }, setup));
      expect([menuPath, menu.status]).toEqual(['/voice/menu', 200]);
      expect(pathBehindProxy(menu.body, base)).toBe('/voice');
    });
  });
});
