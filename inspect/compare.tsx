import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { type Detail, getDetail, messageOf } from './api';
import { diffRows } from './diff';
import { pretty, sizeOf, visible } from './pretty';
import { Badge, Status } from './status';

/** Compares a replay with its original side by side. */
export function Compare({ detail, of }: { detail: Detail; of: number }) {
  const [original, setOriginal] = useState<Detail>();
  const [error, setError] = useState('');
  useEffect(() => {
    getDetail(of).then(setOriginal, (reason: unknown) => setError(messageOf(reason)));
  }, [of]);
  const name = detail.origin?.type === 'edit' ? 'Edit' : 'Replay';
  return (
    <section class="compare" aria-label="Comparison">
      <h3>{name} and original</h3>
      {error !== '' && <p>{error}</p>}
      {original && (
        <>
          <table>
            <thead>
              <tr>
                <td />
                <th scope="col">Original #{original.id}</th>
                <th scope="col">
                  {name} #{detail.id}
                </th>
              </tr>
            </thead>
            <tbody>
              <Row name="Result" of={resultOf} original={original} detail={detail} />
              <Row
                name="Status"
                of={(each) => <Status {...each} warnings={0} />}
                original={original}
                detail={detail}
              />
              <Row
                name="Time"
                of={({ milliseconds }) => `${milliseconds} ms`}
                original={original}
                detail={detail}
              />
              <Row
                name="Size"
                of={({ response }) => sizeOf(response.size)}
                original={original}
                detail={detail}
              />
            </tbody>
          </table>
          <Bodies original={original} detail={detail} />
        </>
      )}
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly of: (detail: Detail) => ComponentChildren;
  readonly original: Detail;
  readonly detail: Detail;
}

function Row({ name, of, original, detail }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{of(original)}</td>
      <td>{of(detail)}</td>
    </tr>
  );
}

function resultOf({ isVerified, reason }: Detail) {
  return (
    <>
      <Badge isVerified={isVerified} /> {reason}
    </>
  );
}

function Bodies({ original, detail }: { original: Detail; detail: Detail }) {
  const [left, right] = [original.response.body.text, detail.response.body.text];
  const rows = useMemo(() => diffRows(pretty(left), pretty(right)), [left, right]);
  if (left === right) {
    return <p>{left === '' ? 'Both responses have no body.' : 'The bodies of the responses are equal.'}</p>;
  }
  if (rows.every(({ isEqual }) => isEqual)) {
    return <p>The bodies of the responses differ in white space only.</p>;
  }
  return (
    <div class="diff" role="group" tabIndex={0} aria-label="Bodies of the responses, line by line">
      {rows.map(({ left: before, right: after, isEqual }, index) => (
        <div key={index} class={isEqual ? 'line' : 'line changed'}>
          <Side text={before} mark={isEqual ? '' : '−'} name="original" />
          <Side text={after} mark={isEqual ? '' : '+'} name="replay" />
        </div>
      ))}
    </div>
  );
}

function Side({ text, mark, name }: { text: string | undefined; mark: string; name: string }) {
  if (text === undefined) return <span class={name} />;
  return (
    <span class={mark === '' ? name : `${name} differs`}>
      <span class="mark">{mark}</span>
      {visible(text)}
    </span>
  );
}
