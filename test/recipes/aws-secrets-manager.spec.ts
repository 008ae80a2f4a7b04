import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { SigningKeyResolver } from '../../lib/index.js';
import { filesOf, writeRecipe } from '../support/recipes.js';
import { OTHER_KEY, SIGNING_KEY } from '../support/signing.js';

const NAME = 'aws-signing-keys';
const page = 'docs/how-to/signing-keys.md';
type Response = { readonly SecretString: string } | { readonly error: string };

/** AWS Secrets Manager with one secret: a response for each stage. */
let stages: Readonly<Record<string, Response>>;
let server: Server;
let keys: SigningKeyResolver;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { VersionStage } = JSON.parse(body) as { VersionStage: string };
      const stage = stages[VersionStage] ?? { error: 'ResourceNotFoundException' };
      const isError = 'error' in stage;
      response.writeHead(isError ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(isError ? { __type: stage.error, message: 'no' } : stage));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  });
  const folder = writeRecipe(page, NAME, { files: new Map([[NAME, filesOf(page).get(NAME) ?? '']]) });
  const { AwsSigningKeys } = (await import(pathToFileURL(join(folder, `${NAME}.js`)).href)) as {
    AwsSigningKeys: new () => SigningKeyResolver;
  };
  keys = new AwsSigningKeys();
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const resolve = async () => keys.resolve({ signal: new AbortController().signal } as never);

describe('the resolver for AWS Secrets Manager', () => {
  beforeEach(() => {
    stages = { AWSCURRENT: { SecretString: SIGNING_KEY }, AWSPREVIOUS: { SecretString: OTHER_KEY } };
  });

  test('finds the current key and the previous one', async () => {
    expect(await resolve()).toEqual([SIGNING_KEY, OTHER_KEY]);
  });

  test('finds the current key alone before the first rotation', async () => {
    stages = { AWSCURRENT: { SecretString: SIGNING_KEY } };
    expect(await resolve()).toEqual([SIGNING_KEY]);
  });

  test.each(['ThrottlingException', 'AccessDeniedException', 'InternalServiceError'])(
    'throws %s, so that the cached keys stay in use',
    async (error) => {
      stages = { AWSCURRENT: { SecretString: SIGNING_KEY }, AWSPREVIOUS: { error } };
      await expect(resolve()).rejects.toMatchObject({ name: error });
    },
  );

  test('throws if the secret does not exist', async () => {
    stages = {};
    await expect(resolve()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
