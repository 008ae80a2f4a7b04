import type { Detail } from './api';
import { visible } from './pretty';

type Part = Detail['signedParts'][number];

/** Shows the signed string in its parts: the URL, then each name with its value, or the raw body. */
export function SignedString({ detail: { signedParts, isCut, isVerified } }: { detail: Detail }) {
  if (isCut) return <p>Unknown, because only the beginning of the body is stored.</p>;
  return (
    <>
      <p>
        {isVerified
          ? 'SignalWire signed these parts in this order, without separators.'
          : 'If SignalWire had sent this request, it would have signed these parts in this order, without separators.'}
      </p>
      <table class="parts">
        <tbody>
          {toRows(signedParts).map(([first, second], index) => (
            <tr key={index}>
              <th scope="row">{second ? <Marked part={first} /> : LABELS[first.type]}</th>
              <td>
                <Marked part={second ?? first} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>As one string</summary>
        <pre class="signed" tabIndex={0} aria-label="Signed string">
          {signedParts.map((part, index) => (
            <Marked key={index} part={part} />
          ))}
        </pre>
      </details>
    </>
  );
}

const LABELS = { url: 'URL', name: 'Name', value: 'Value', body: 'Raw body' };

function Marked({ part: { type, text } }: { part: Part }) {
  return <span class={`part ${type}-part`}>{visible(text)}</span>;
}

/** Joins each name with its value. */
function toRows(parts: readonly Part[]): (readonly [Part, Part?])[] {
  return parts.flatMap((part, index): (readonly [Part, Part?])[] => {
    const next = parts[index + 1];
    if (part.type === 'value') return [];
    return [part.type === 'name' && next ? [part, next] : [part]];
  });
}
