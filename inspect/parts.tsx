import { visible } from './pretty';
import type { FixPart } from './split-fix';

/** Shows prose and its code. */
export function Parts({ parts }: { parts: readonly FixPart[] }) {
  return (
    <>
      {parts.map(({ isCode, text }, index) =>
        isCode ? <code key={index}>{visible(text)}</code> : <span key={index}>{visible(text)}</span>,
      )}
    </>
  );
}
