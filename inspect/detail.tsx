import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { type Detail, getDetail, getText, messageOf, post, send } from './api';
import { CopyButton, copyText } from './clipboard';
import { Compare } from './compare';
import { Diagnosis } from './diagnosis';
import { Menu } from './menu';
import { Parts } from './parts';
import { kindInWords, pretty, sizeOf, visible } from './pretty';
import { SignedString } from './signed-string';
import { toParts } from './split-fix';
import { Badge, OriginTag, Status } from './status';
import { exactTime, Time } from './time';

interface Props {
  readonly id: number;
  readonly now: number;
  readonly say: (message: string) => void;
  readonly onSelect: (id: number) => void;
  readonly onClose: () => void;
}

export function DetailView({ id, now, say, onSelect, onClose }: Props) {
  const [detail, setDetail] = useState<Detail>();
  const [isEditing, setEditing] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const load = () => getDetail(id).then(setDetail);
  const run = (work: Promise<unknown>, done: string) => {
    work.then(
      () => say(done),
      (error: unknown) => say(messageOf(error)),
    );
  };
  useEffect(() => {
    load().catch((error: unknown) => say(messageOf(error)));
  }, [id]);
  useEffect(() => {
    // On a narrow page the detail replaces the list, and its focus with it.
    if (detail && document.activeElement === document.body) heading.current?.focus();
  }, [detail]);
  if (!detail) return <p class="empty">Loading …</p>;
  const { origin } = detail;
  return (
    <article aria-labelledby="detail-title">
      <header class="title">
        <h2 id="detail-title" ref={heading} tabIndex={-1}>
          {kindInWords(detail.kind)} <small>#{detail.id}</small> <OriginTag origin={origin} />
        </h2>
        <Actions detail={detail} run={run} onSelect={onSelect} onEdit={() => setEditing(!isEditing)} />
        <button type="button" class="close" onClick={onClose}>
          Close
        </button>
      </header>
      <Result detail={detail} now={now} />
      <Diagnosis
        detail={detail}
        say={say}
        onDiagnose={() => run(post(`deliveries/${id}/diagnose`).then(load), 'Diagnosed.')}
      />
      {isEditing && <Edit detail={detail} run={run} onSelect={onSelect} />}
      {origin?.of !== undefined && <Compare detail={detail} of={origin.of} />}
      <Section title="Payload">
        {detail.isCut && (
          <p>Only the beginning of the body is stored, so the last field can be incomplete.</p>
        )}
        <Fields detail={detail} />
      </Section>
      <Section title="Response">
        <Response detail={detail} />
      </Section>
      <Section title="Signed string">
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

function Result({ detail, now }: { detail: Detail; now: number }) {
  const { isVerified, reason, signatureFormat, algorithm, method, url, warnings, time, group } = detail;
  return (
    <div class="result">
      <p>
        <Badge isVerified={isVerified} />{' '}
        {isVerified ? `${signatureFormat ?? ''}, ${algorithm ?? ''}` : reason} ·{' '}
        <Status {...detail} warnings={0} /> · {detail.milliseconds} ms · {exactTime(time)} (
        <Time iso={time} now={now} />)
      </p>
      <p class="url">
        {method} {visible(url)}
      </p>
      {group !== undefined && <p class="url quiet">ID: {visible(group)}</p>}
      {warnings.map((warning) => (
        <p class="warning" key={warning}>
          <span aria-hidden="true">⚠ </span>
          <Parts parts={toParts(warning)} />
        </p>
      ))}
    </div>
  );
}

type Run = (work: Promise<unknown>, done: string) => void;

interface ActionsProps {
  readonly detail: Detail;
  readonly run: Run;
  readonly onSelect: (id: number) => void;
  readonly onEdit: () => void;
}

function Actions({ detail: { id, diagnosis }, run, onSelect, onEdit }: ActionsProps) {
  const copy = (format: string, name: string) =>
    run(getText(`deliveries/${id}/${format}`).then(copyText), `${name} copied.`);
  const items = [
    { label: 'Edit and sign again', run: onEdit },
    { label: 'Copy as curl', run: () => copy('curl', 'curl command') },
    { label: 'Copy as Jest test', run: () => copy('jest', 'Jest test') },
    { label: 'Copy as Vitest test', run: () => copy('vitest', 'Vitest test') },
    {
      label: 'Download HAR',
      run: () => run(download(`deliveries/${id}/har`, `delivery-${id}.har`), 'HAR downloaded.'),
    },
  ];
  if (diagnosis) {
    items.push({ label: 'Copy diagnosis', run: () => run(copyText(diagnosis.text), 'Diagnosis copied.') });
  }
  return (
    <div class="actions" role="group" aria-label="Actions">
      <button
        type="button"
        class="primary"
        onClick={() => run(send(`deliveries/${id}/replay`).then(onSelect), 'Sent again. This is the replay.')}
      >
        Replay
      </button>
      <Menu label="More" items={items} />
    </div>
  );
}

interface EditProps {
  readonly detail: Detail;
  readonly run: Run;
  readonly onSelect: (id: number) => void;
}

function Edit({ detail, run, onSelect }: EditProps) {
  const [changes, setChanges] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    run(send(`deliveries/${detail.id}/edit`, { fields: changes }).then(onSelect), 'Signed and sent.');
  };
  return (
    <form class="edit" ref={form} aria-label="Edit and sign again" onSubmit={submit}>
      <h3>Edit and sign again</h3>
      {detail.fields.map(({ path, value }) => (
        <label key={path}>
          <span>{visible(path)}</span>
          <input
            value={changes[path] ?? value}
            onInput={(event) => setChanges({ ...changes, [path]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" class="primary">
        Sign and send
      </button>
    </form>
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
        {copy !== undefined && say && <CopyButton text={copy} name={title} say={say} />}
      </div>
      {children}
    </section>
  );
}

export async function download(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([await getText(path)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
