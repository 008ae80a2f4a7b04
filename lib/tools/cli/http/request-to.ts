import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';

interface Options extends Omit<RequestOptions, 'headers'> {
  /** Names and values alternately. */
  readonly headers: readonly string[];
}

/** Makes a request to a server. Node expects the address of a host without brackets. */
export function requestTo({ protocol, hostname, port }: URL, options: Options): ClientRequest {
  return (protocol === 'https:' ? httpsRequest : httpRequest)({
    ...options,
    headers: options.headers as unknown as Record<string, string>,
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
  });
}
