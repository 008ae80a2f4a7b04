import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { type Detail, getDetail, getText, messageOf, post } from './api';
import { kindInWords, pretty, sizeOf, visible } from './pretty';

interface Props {
  readonly id: number;
  readonly say: (message: string) => void;
  readonly onClose: () => void;
}

export function DetailView({ id, say, onClose }: Props) {
  const [detail, setDetail] = useState<Detail>();
  const [isEditing, setEditing] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setDetail(undefined);
    setEditing(false);
    getDetail(id).then(setDetail, (error: unknown) => say(messageOf(error)));
  }, [id]);
  if (!detail) return <p class="empty">Loading …</p>;
  return (
    <article aria-labelledby="detail-title">
      <header class="title">
        <h2 id="detail-title" ref={heading} tabIndex={-1}>
          {kindInWords(detail.kind)} <small>#{detail.id}</small>
        </h2>
        <button type="button" class="close" onClick={onClose}>
          Close
        </button>
      </header>
      <Result detail={detail} />
      <Actions detail={detail} say={say} onEdit={() => setEditing(!isEditing)} isEditing={isEditing} />
      {isEditing && <Edit detail={detail} say={say} />}
      {detail.diagnosis !== undefined && (
        <Section title="Diagnosis" copy={detail.diagnosis} say={say}>
          <Fixes diagnosis={detail.diagnosis} say={say} />
          <pre tabIndex={0}>{visible(detail.diagnosis)}</pre>
        </Section>
      )}
      <Section title="Payload">
        {detail.isCut && (
          <p>Only the beginning of the body is stored, so the last field can be incomplete.</p>
        )}
        <Fields detail={detail} />
      </Section>
      <Section title="Response">
        <Response detail={detail} />
      </Section>
      <Section title="Signature input">
        <SignedString detail={detail} />
      </Section>
      <Section title="Headers">
        <Headers headers={detail.headers} label="Request headers" />
      </Section>
      <Section title="Raw body" copy={detail.body.text} say={say}>
        {detail.isCut && <p>Only the beginning is stored.</p>}
        <pre tabIndex={0}>{detail.body.text === '' ? 'empty' : visible(detail.body.text)}</pre>
      </Section>
    </article>
  );
}

function Result({ detail }: { detail: Detail }) {
  const { isVerified, reason, signatureFormat, algorithm, method, url, warnings } = detail;
  return (
    <div class="result">
      <p>
        <span class={isVerified ? 'badge good' : 'badge bad'}>{isVerified ? 'verified' : 'rejected'}</span>{' '}
        {isVerified ? `${signatureFormat ?? ''}, ${algorithm ?? ''}` : reason}
      </p>
      <p class="url">
        {method} {visible(url)}
      </p>
      {warnings.map((warning) => (
        <p class="warning" key={warning}>
          {warning}
        </p>
      ))}
    </div>
  );
}

interface ActionsProps {
  readonly detail: Detail;
  readonly say: (message: string) => void;
  readonly onEdit: () => void;
  readonly isEditing: boolean;
}

function Actions({ detail: { id }, say, onEdit, isEditing }: ActionsProps) {
  const run = (work: Promise<unknown>, done: string) => {
    work.then(
      () => say(done),
      (error: unknown) => say(messageOf(error)),
    );
  };
  const copy = (format: string, name: string) =>
    run(getText(`deliveries/${id}/${format}`).then(copyText), `${name} copied.`);
  return (
    <div class="actions" role="group" aria-label="Actions">
      <button type="button" onClick={() => run(post(`deliveries/${id}/replay`), 'Sent again.')}>
        Replay
      </button>
      <button type="button" aria-expanded={isEditing} onClick={onEdit}>
        Edit and sign again
      </button>
      <button type="button" onClick={() => copy('curl', 'curl command')}>
        Copy as curl
      </button>
      <button type="button" onClick={() => copy('jest', 'Jest test')}>
        Copy as Jest test
      </button>
      <button type="button" onClick={() => copy('vitest', 'Vitest test')}>
        Copy as Vitest test
      </button>
      <button
        type="button"
        onClick={() => run(download(`deliveries/${id}/har`, `delivery-${id}.har`), 'HAR downloaded.')}
      >
        Download HAR
      </button>
    </div>
  );
}

function Edit({ detail, say }: { detail: Detail; say: (message: string) => void }) {
  const [changes, setChanges] = useState<Record<string, string>>({});
  const send = (event: Event) => {
    event.preventDefault();
    post(`deliveries/${detail.id}/edit`, { fields: changes }).then(
      () => say('Signed and sent.'),
      (error: unknown) => say(messageOf(error)),
    );
  };
  return (
    <form class="edit" aria-label="Edit and sign again" onSubmit={send}>
      {detail.fields.map(({ path, value }) => (
        <label key={path}>
          <span>{visible(path)}</span>
          <input
            value={changes[path] ?? value}
            onInput={(event) => setChanges({ ...changes, [path]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit">Sign and send</button>
    </form>
  );
}

/** Shows the fixes of a diagnosis, each with a button that copies it. */
function Fixes({ diagnosis, say }: { diagnosis: string; say: (message: string) => void }) {
  const fixes = [...diagnosis.matchAll(/^ *Fix: +(.*)$/gm)].map(([, fix = '']) => fix);
  return (
    <>
      {fixes.map((fix) => (
        <p class="fix" key={fix}>
          <code>{visible(fix)}</code>
          <button type="button" onClick={() => void copyText(fix).then(() => say('Fix copied.'))}>
            Copy<span class="hidden"> the fix</span>
          </button>
        </p>
      ))}
    </>
  );
}

function Fields({ detail: { fields } }: { detail: Detail }) {
  if (fields.length === 0) return <p>No fields.</p>;
  return (
    <dl class="fields">
      {fields.map(({ path, value, interpretation }) => (
        <div key={path}>
          <dt>{visible(path)}</dt>
          <dd>
            {visible(value)}
            {interpretation !== undefined && <span class="interpretation"> = {interpretation}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Response({ detail: { response, milliseconds, isForwarded } }: { detail: Detail }) {
  return (
    <>
      <p>
        {response.failure ?? `${response.status} ${response.statusText}`} · {milliseconds} ms ·{' '}
        {sizeOf(response.size)}
        {!isForwarded && ' · sent by listen, not forwarded'}
      </p>
      {response.body.text !== '' && (
        <pre tabIndex={0} aria-label="Body of the response">
          {visible(response.body.isBinary ? response.body.text : pretty(response.body.text))}
        </pre>
      )}
      <Headers headers={response.headers} label="Response headers" />
    </>
  );
}

function SignedString({ detail: { signedParts, isCut } }: { detail: Detail }) {
  if (isCut) return <p>Unknown, because only the beginning of the body is stored.</p>;
  return (
    <>
      <p class="legend">
        <span class="part url-part">URL</span> <span class="part name-part">name</span>{' '}
        <span class="part value-part">value</span> <span class="part body-part">raw body</span>
      </p>
      <pre class="signed" tabIndex={0} aria-label="Signed string">
        {signedParts.map(({ type, text }, index) => (
          <span key={index} class={`part ${type}-part`}>
            {visible(text)}
          </span>
        ))}
      </pre>
    </>
  );
}

function Headers({ headers, label }: { headers: Detail['headers']; label: string }) {
  if (headers.length === 0) return null;
  return (
    <dl class="fields" aria-label={label}>
      {headers.map(([name, value], index) => (
        <div key={index}>
          <dt>{visible(name)}</dt>
          <dd>{visible(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface SectionProps {
  readonly title: string;
  readonly copy?: string;
  readonly say?: (message: string) => void;
  readonly children: ComponentChildren;
}

function Section({ title, copy, say, children }: SectionProps) {
  return (
    <section aria-label={title}>
      <div class="section-title">
        <h3>{title}</h3>
        {copy !== undefined && (
          <button type="button" onClick={() => void copyText(copy).then(() => say?.(`${title} copied.`))}>
            Copy<span class="hidden"> {title}</span>
          </button>
        )}
      </div>
      {children}
    </section>
  );
}

function copyText(text: string): Promise<void> {
  return navigator.clipboard.writeText(text);
}

export async function download(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([await getText(path)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
