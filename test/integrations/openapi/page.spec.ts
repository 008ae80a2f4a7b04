import { expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';

import { blocksOf, usingRecipe, webhook } from '../../support/recipes.js';

const page = 'docs/how-to/openapi.md';

test('the example of docs/how-to/openapi.md has the document that the page shows', async () => {
  await usingRecipe(
    page,
    'express',
    async ({ send }) => {
      const { body } = await send({ method: 'GET', target: '/docs-json' });
      const { paths, components } = JSON.parse(body) as OpenAPIObject;
      const [shown = ''] = blocksOf(page, 'json');
      expect(paths['/voice']?.post).toEqual(JSON.parse(shown));
      expect(Object.keys(components?.securitySchemes ?? {})).toEqual([
        'signalwire-signature',
        'signalwire-basic-auth',
        'signalwire-url-token',
      ]);
      expect((await send(webhook.form('/voice', { CallSid: 'c1' }))).status).toBe(200);
    },
    { main: 'main' },
  );
});
