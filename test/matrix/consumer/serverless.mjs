import serverlessExpress from '@codegenie/serverless-express';
import awsLambda from '@fastify/aws-lambda';
import { URLSearchParams } from 'node:url';

import { createApp } from './dist/create-app.js';
import { failuresOf } from './dist/failures-of.js';

/** What API Gateway gives: REST APIs version 1 with the decoded query, HTTP APIs version 2 also with it as it came. */
function eventOf(version, isBase64Encoded, target, { method, headers, body = '' }) {
  const [path, query = ''] = target.split('?');
  const content = { isBase64Encoded, body: isBase64Encoded ? Buffer.from(body).toString('base64') : body };
  const all = { host: 'example.com', ...headers };
  return version === 1
    ? restEvent(path, query, method, all, content)
    : httpEvent(path, query, method, all, content);
}

function restEvent(path, query, httpMethod, headers, content) {
  const parameters = [...new URLSearchParams(query)];
  const named = Object.entries(headers).map(([name, value]) => [
    name.replace(/\b[a-z]/g, (first) => first.toUpperCase()),
    value,
  ]);
  return {
    ...content,
    headers: Object.fromEntries(named),
    multiValueHeaders: Object.fromEntries(named.map(([name, value]) => [name, [value]])),
    resource: '/{proxy+}',
    path,
    httpMethod,
    queryStringParameters: query ? Object.fromEntries(parameters) : null,
    multiValueQueryStringParameters: query
      ? Object.fromEntries(parameters.map(([name, value]) => [name, [value]]))
      : null,
    requestContext: { httpMethod, path: `/prod${path}`, stage: 'prod', identity: { sourceIp: '127.0.0.1' } },
  };
}

function httpEvent(path, query, method, headers, content) {
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'x' };
  return {
    ...content,
    headers,
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: { http, stage: '$default', domainName: 'example.com' },
  };
}

function replyOf({ statusCode, body, isBase64Encoded }) {
  return { status: statusCode, body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body };
}

async function handlerOf(adapter) {
  const app = await createApp(adapter);
  await app.init();
  const instance = app.getHttpAdapter().getInstance();
  if (adapter === 'fastify') {
    await instance.ready();
    return awsLambda(instance, { parseCommaSeparatedQueryParams: false });
  }
  const handler = serverlessExpress({ app: instance });
  return (event) => handler(event, {}, () => undefined);
}

const failures = [];
for (const adapter of ['express', 'fastify']) {
  const handler = await handlerOf(adapter);
  for (const version of [1, 2]) {
    for (const isBase64 of [true, false]) {
      const found = await failuresOf(async (path, init) =>
        replyOf(await handler(eventOf(version, isBase64, path, init), {})),
      );
      failures.push(...found.map((failure) => `${adapter}, v${version}, base64 ${isBase64}: ${failure}`));
    }
  }
}
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? 'all is well' : `${failures.length} failures`);
process.exit();
