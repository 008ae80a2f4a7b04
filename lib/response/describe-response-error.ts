import { documentation } from '../errors/links.js';
import type { DocumentError } from './find-document-error.js';
import type { ResponseError } from './response-check.js';

const SWML_FIX = "Fix: return { version: '1.0.0', sections: { main: [{ play: { url: 'say:Hello' } }] } };";
const FIXES: Readonly<Record<DocumentError['kind'], string>> = {
  cxml:
    'Fix: build the cXML with xmlbuilder2, which escapes text and closes elements: ' +
    'return create({ Response: { Say: text } }).end();',
  json: SWML_FIX,
  swml: SWML_FIX,
  'content-type':
    "Fix: return '<Response><Say>Hello</Say></Response>'; with @Res() or @Render(), also add " +
    "@Header('Content-Type', 'text/xml').",
};
const WRAPPED_FIX = 'Fix, in that interceptor: if (isSignalWireWebhookRoute(context)) return next.handle();';
const NOTHING_TO_DO = 'If there is nothing to do, return no value (without @Res()).';

/** Returns what the log says about a response that SignalWire cannot read. */
export function describeResponseError({ kind, text, isWrapped }: ResponseError): string {
  const what = `${text}, so SignalWire cannot read the instructions.`;
  return isWrapped
    ? `An interceptor or a hook of the application wrapped the return value of the handler. ${what} ${WRAPPED_FIX}`
    : `${what} ${FIXES[kind]} ${NOTHING_TO_DO} See ${documentation('how-to/responses.md')}`;
}
