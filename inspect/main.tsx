import { render } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { follow, messageOf, type Summary } from './api';
import { Compose } from './compose';
import { DetailView, download } from './detail';
import { List } from './list';

type View =
  | { readonly type: 'none' }
  | { readonly type: 'compose' }
  | { readonly type: 'delivery'; readonly id: number };

function App() {
  const [summaries, setSummaries] = useState<readonly Summary[]>([]);
  const [error, setError] = useState<string | undefined>('Connecting …');
  const [message, setMessage] = useState('');
  const [search, setSearch] = useState('');
  const [result, setResult] = useState('all');
  const [isGrouped, setGrouped] = useState(true);
  const [view, setView] = useState<View>({ type: 'none' });
  const searchBox = useRef<HTMLInputElement>(null);
  useEffect(() => {
    void follow(batched(setSummaries, setError));
  }, []);
  const shown = useMemo(() => filter(summaries, search, result), [summaries, search, result]);
  const selected = view.type === 'delivery' ? view.id : undefined;
  useKeys({
    '/': () => searchBox.current?.focus(),
    j: () => setView(step(shown, selected, -1)),
    k: () => setView(step(shown, selected, 1)),
    ArrowDown: () => setView(step(shown, selected, -1)),
    ArrowUp: () => setView(step(shown, selected, 1)),
    c: () => setView({ type: 'compose' }),
    Escape: () => setView({ type: 'none' }),
  });
  const say = (text: string) => setMessage(text);
  return (
    <div class={view.type === 'none' ? 'page' : 'page open'}>
      <header class="bar">
        <h1>SignalWire webhooks</h1>
        <div class="tools">
          <label>
            <span class="hidden">Search</span>
            <input
              ref={searchBox}
              type="search"
              placeholder="Search ( / )"
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          </label>
          <label>
            <span class="hidden">Result</span>
            <select value={result} onChange={(event) => setResult(event.currentTarget.value)}>
              <option value="all">All</option>
              <option value="verified">Verified</option>
              <option value="rejected">Rejected</option>
              <option value="warnings">With warnings</option>
            </select>
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={isGrouped}
              onChange={(event) => setGrouped(event.currentTarget.checked)}
            />
            By call
          </label>
          <button type="button" onClick={() => setView({ type: 'compose' })}>
            Compose
          </button>
          <button
            type="button"
            onClick={() =>
              void download('har', 'deliveries.har').catch((error: unknown) => say(messageOf(error)))
            }
          >
            Download all as HAR
          </button>
        </div>
      </header>
      <p class="message" role="status">
        {error ??
          (message ||
            `${shown.length} of ${summaries.length} deliveries. Keys: j and k move, / searches, c composes, Esc closes.`)}
      </p>
      <main>
        <nav aria-label="List of deliveries">
          <List
            summaries={shown}
            isGrouped={isGrouped}
            selected={selected}
            onSelect={(id) => setView({ type: 'delivery', id })}
          />
        </nav>
        <div class="detail">
          {view.type === 'none' && <p class="empty">Select a delivery to see its details.</p>}
          {view.type === 'compose' && <Compose say={say} onClose={() => setView({ type: 'none' })} />}
          {view.type === 'delivery' && (
            <DetailView key={view.id} id={view.id} say={say} onClose={() => setView({ type: 'none' })} />
          )}
        </div>
      </main>
    </div>
  );
}

/** Combines a burst of deliveries into one change of the page. */
function batched(
  setSummaries: (change: (old: readonly Summary[]) => readonly Summary[]) => void,
  setError: (error: string | undefined) => void,
) {
  let added: Summary[] = [];
  let dropped = new Set<number>();
  let isWaiting = false;
  const flush = () => {
    const [more, fewer] = [added, dropped];
    [added, dropped, isWaiting] = [[], new Set(), false];
    setSummaries((old) => [...old, ...more].filter(({ id }) => !fewer.has(id)));
  };
  const wait = () => {
    if (!isWaiting) setTimeout(flush, 50);
    isWaiting = true;
  };
  return {
    all: (summaries: Summary[]) => {
      [added, dropped] = [[], new Set()];
      setSummaries(() => summaries);
    },
    add: (summary: Summary) => {
      added.push(summary);
      wait();
    },
    drop: (id: number) => {
      dropped.add(id);
      wait();
    },
    state: (isConnected: boolean, error = 'Lost connection to signalwire-webhook. Reconnecting …') =>
      setError(isConnected ? undefined : error),
  };
}

function filter(summaries: readonly Summary[], search: string, result: string): readonly Summary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return summaries.filter(
    ({ isVerified, warnings, kind, target, group = '', reason = '', status, method }) => {
      if (result === 'verified' && !isVerified) return false;
      if (result === 'rejected' && isVerified) return false;
      if (result === 'warnings' && warnings === 0) return false;
      const text = `${kind} ${method} ${target} ${group} ${reason} ${status}`.toLowerCase();
      return words.every((word) => text.includes(word));
    },
  );
}

function step(shown: readonly Summary[], selected: number | undefined, by: number): View {
  const at = shown.findIndex(({ id }) => id === selected);
  const next = shown[at < 0 ? shown.length - 1 : Math.min(Math.max(at + by, 0), shown.length - 1)];
  return next ? { type: 'delivery', id: next.id } : { type: 'none' };
}

/** Handles keys, except while the user types into a field. */
function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof Element &&
        event.target.closest('input:not([type=checkbox]), select, textarea') !== null;
      if (event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== 'Escape')) return;
      const isScrolling = event.target instanceof Element && event.target.closest('pre') !== null;
      const act = isScrolling && event.key.startsWith('Arrow') ? undefined : current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

const root = document.getElementById('app');
if (root) render(<App />, root);
