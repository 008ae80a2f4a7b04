import { UsageError } from '../errors.js';

const FORMATS =
  'The command reads a raw HTTP request (POST /path HTTP/1.1, headers, an empty line, the body), a HAR file and a curl command. ' +
  'It also reads a Lambda event of API Gateway, a function URL or a load balancer. ' +
  'The JSON of ngrok comes from: curl http://127.0.0.1:4040/api/requests/http';

/** @param reason why the file has none of the formats, without a full stop */
export function notACapture(reason: string): UsageError {
  return new UsageError(`The file is not a captured request, because ${reason}. ${FORMATS}`);
}
