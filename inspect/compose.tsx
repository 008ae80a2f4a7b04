import { useEffect, useState } from 'preact/hooks';

import { getKinds, type Kinds, messageOf, send } from './api';
import { kindInWords } from './pretty';

interface Props {
  readonly say: (message: string) => void;
  readonly onSelect: (id: number) => void;
  readonly onClose: () => void;
}

/** Lets the user select a fixture, edit its fields, and send it signed. */
export function Compose({ say, onSelect, onClose }: Props) {
  const [kinds, setKinds] = useState<Kinds>({});
  const [kind, setKind] = useState('voice.inbound');
  const [path, setPath] = useState('/voice');
  const [changes, setChanges] = useState<Record<string, string>>({});
  useEffect(() => {
    getKinds().then(setKinds, (error: unknown) => say(messageOf(error)));
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    send('compose', { kind, path, fields: changes }).then(
      (id) => {
        onSelect(id);
        say('Signed and sent.');
      },
      (error: unknown) => say(messageOf(error)),
    );
  };
  return (
    <form class="edit compose" aria-label="Compose" onSubmit={submit}>
      <header class="title">
        <h2>Compose</h2>
        <button type="button" class="close" onClick={onClose}>
          Close
        </button>
      </header>
      <label>
        <span>Webhook</span>
        <select
          value={kind}
          onChange={(event) => {
            setKind(event.currentTarget.value);
            setChanges({});
          }}
        >
          {Object.keys(kinds).map((name) => (
            <option key={name} value={name}>
              {kindInWords(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Path</span>
        <input value={path} onInput={(event) => setPath(event.currentTarget.value)} />
      </label>
      {flatten(kinds[kind] ?? {}).map(([name, value]) => (
        <label key={name}>
          <span>{name}</span>
          <input
            value={changes[name] ?? value}
            onInput={(event) => setChanges({ ...changes, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" class="primary">
        Sign and send
      </button>
    </form>
  );
}

function flatten(value: object, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]): [string, string][] => {
    const path = prefix + name;
    if (typeof each === 'object' && each !== null && !Array.isArray(each)) return flatten(each, `${path}.`);
    return [[path, typeof each === 'string' ? each : JSON.stringify(each)]];
  });
}
