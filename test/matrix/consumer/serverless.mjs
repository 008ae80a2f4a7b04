import serverlessExpress from '@codegenie/serverless-express';
import awsLambda from '@fastify/aws-lambda';

import { createApp } from './dist/create-app.js';
import { faultsOf } from './dist/faults-of.js';

/** What API Gateway gives: REST APIs version 1, HTTP APIs version 2. */
function eventOf(version, isBase64Encoded, path, { method, headers, body = '' }) {
  const common = {
    headers: { host: 'example.com', ...headers },
    isBase64Encoded,
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
  };
  if (version === 1) {
    const requestContext = { httpMethod: method, path, stage: 'prod', identity: { sourceIp: '127.0.0.1' } };
    return {
      ...common,
      resource: '/{proxy+}',
      path,
      httpMethod: method,
      queryStringParameters: null,
      requestContext,
    };
  }
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'x' };
  const requestContext = { http, stage: '$default', domainName: 'example.com' };
  return {
    ...common,
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    requestContext,
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

const faults = [];
for (const adapter of ['express', 'fastify']) {
  const handler = await handlerOf(adapter);
  for (const version of [1, 2]) {
    for (const isBase64 of [true, false]) {
      const found = await faultsOf(async (path, init) =>
        replyOf(await handler(eventOf(version, isBase64, path, init), {})),
      );
      faults.push(...found.map((fault) => `${adapter}, v${version}, base64 ${isBase64}: ${fault}`));
    }
  }
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? 'all is well' : `${faults.length} faults`);
process.exit();
