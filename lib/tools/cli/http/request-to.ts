import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';

/**
 * Makes a request to a server. Node expects the address of a host without brackets.
 *
 * @param options headers are names and values alternately
 */
export function requestTo({ protocol, hostname, port }: URL, options: RequestOptions): ClientRequest {
  const host = hostname.replace(/^\[|\]$/g, '');
  return (protocol === 'https:' ? httpsRequest : httpRequest)({ ...options, host, port });
}
