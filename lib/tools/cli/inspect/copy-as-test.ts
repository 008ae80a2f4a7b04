import { readBodyKind } from '../../../signature/internal.js';
import { type Delivery, readRawHeader, requireWholeBody } from '../listen/delivery.js';
import { printableLines } from '../../../errors/printable.js';
import { withoutCredentials } from '../url.js';

const RUNNERS = { jest: '@jest/globals', vitest: 'vitest' } as const;

export type TestRunner = keyof typeof RUNNERS;

export function isTestRunner(name: unknown): name is TestRunner {
  return typeof name === 'string' && Object.hasOwn(RUNNERS, name);
}

/**
 * Returns a test that sends the same request, signed with a test key.
 *
 * @throws UsageError if the body is incomplete
 */
export function copyAsTest(delivery: Delivery, runner: TestRunner): string {
  const { kind, request, url, result, response } = delivery;
  requireWholeBody(request);
  const publicUrl = withoutCredentials(url.slice(0, url.length - request.target.length));
  const forged = result.verified ? '' : ".withKey('PSK_of_an_attacker')";
  const status = result.verified ? response.status : 403;
  return printableLines(`import { expect, test } from ${literal(RUNNERS[runner])};
import { WebhookTestClient } from ${literal('nestjs-signalwire-webhook/testing')};

// Configure the application under test with these two options.
const signalwire = new WebhookTestClient({
  signingKey: 'PSK_test_only',
  publicUrl: ${literal(publicUrl)},
});
const application = process.env['APPLICATION_URL'] ?? 'http://localhost:3000';

test(${literal(`${kind}: ${request.method} ${request.target}`)}, async () => {
  const request = ${makeRequest(delivery)}${forged};
  const response = await fetch(...request.toFetch(application));
  expect(response.status).toBe(${status});
});
`);
}

function makeRequest({ request }: Delivery): string {
  const { target, body, headers } = request;
  if (body.length === 0) return `signalwire.get(${literal(target)})`;
  const isJson = readBodyKind(readRawHeader(headers, 'content-type')) === 'json';
  return `signalwire.${isJson ? 'json' : 'form'}(\n    ${literal(target)},\n    ${literal(body.toString())},\n  )`;
}

function literal(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
