import { listOf, type Option } from './options/option.js';
import type { SignedContent } from './webhook-request.js';

const CONTENTS: readonly unknown[] = ['form', 'json', 'query', 'bodySHA256'] satisfies SignedContent[];

/** The option `methods`, of the module and of `verifyRequest`. */
export function methodsOption(isMethod: (method: unknown) => boolean): Option<readonly string[]> {
  return listOf<readonly string[]>({
    isMember: isMethod,
    members: 'HTTP methods in capitals',
    member: 'an HTTP method in capitals',
    example: "['POST']",
    default: ['GET', 'HEAD', 'POST'],
  });
}

/** The option `content`, of the module and of `verifyRequest`. */
export const CONTENT_OPTION = listOf<readonly SignedContent[]>({
  isMember: (content) => CONTENTS.includes(content),
  members: CONTENTS.join(', '),
  member: `one of ${CONTENTS.join(', ')}`,
  example: "['form']",
  default: ['form', 'json', 'query'],
});
