import type { RequestToSend } from './applications.js';

/** How an API or a load balancer calls its function. */
export interface GatewayApi {
  /** Of its events: those of REST APIs, those of HTTP APIs and function URLs, and those of a load balancer. */
  readonly version: 1 | 2 | 'alb';
  readonly stage: string;
  /** What it puts before the path of the webhook, in the event. */
  readonly prefix?: string;
}

/** The event that it makes of a request. */
export function eventOf(api: GatewayApi, { method, target, headers, body }: RequestToSend, base64 = false) {
  const [path = '', query = ''] = target.split('?');
  const host = { host: 'abc.execute-api.eu-west-1.amazonaws.com' };
  const text = body === undefined ? null : String(body);
  const common = {
    headers: { ...host, ...headers },
    body: text !== null && base64 ? Buffer.from(text).toString('base64') : text,
    isBase64Encoded: text !== null && base64,
  };
  const fullPath = `${api.prefix ?? ''}${path}`;
  if (api.version === 'alb') return albEvent(fullPath, method ?? 'POST', query, common);
  return api.version === 1
    ? restEvent(api, fullPath, path, method ?? 'POST', query, common)
    : httpEvent(api, fullPath, method ?? 'POST', query, common);
}

interface CommonEvent {
  readonly headers: Record<string, string | readonly string[]>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

function restEvent(
  { stage }: GatewayApi,
  path: string,
  proxyPath: string,
  httpMethod: string,
  query: string,
  common: CommonEvent,
) {
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.keys())];
  const headers = Object.entries(common.headers).map(([name, value]) => [inItsCase(name), value] as const);
  return {
    ...common,
    resource: '/{proxy+}',
    path,
    pathParameters: { proxy: proxyPath.slice(1) },
    httpMethod,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat()])),
    queryStringParameters: query === '' ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters:
      query === '' ? null : Object.fromEntries(names.map((name) => [name, parameters.getAll(name)])),
    requestContext: {
      httpMethod,
      path: `/${stage}${path}`,
      resourcePath: '/{proxy+}',
      stage,
      identity: { sourceIp: '192.0.2.1' },
    },
  };
}

/** REST APIs hand headers over in the case in which they came. */
function inItsCase(name: string): string {
  return name.replace(/(?:^|-)\w/g, (letter) => letter.toUpperCase());
}

function httpEvent(
  { stage }: GatewayApi,
  rawPath: string,
  method: string,
  rawQueryString: string,
  common: CommonEvent,
) {
  const parameters = new URLSearchParams(rawQueryString);
  const joined = [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]);
  return {
    ...common,
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(rawQueryString !== '' && { queryStringParameters: Object.fromEntries(joined) as object }),
    requestContext: {
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' },
      stage,
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
    },
  };
}

/** A load balancer hands the query over as it came, but as an object, and an empty text where there is no body. */
function albEvent(path: string, httpMethod: string, query: string, common: CommonEvent) {
  const pairs = query === '' ? [] : query.split('&').map((pair) => [...pair.split('='), '']);
  return {
    ...common,
    headers: { ...common.headers, 'x-forwarded-for': '192.0.2.1' },
    body: common.body ?? '',
    path,
    httpMethod,
    queryStringParameters: Object.fromEntries(pairs) as Record<string, string>,
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/1' },
    },
  };
}
