import { render } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { follow, messageOf, post, send, type Summary } from './api';
import { Compose } from './compose';
import { DetailView, download } from './detail';
import { List } from './list';
import { batched, filter } from './summaries';
import { applyTheme, readTheme } from './theme';
import { useNow } from './time';
import { Toolbar } from './toolbar';

type View =
  | { readonly type: 'none' }
  | { readonly type: 'compose' }
  | { readonly type: 'delivery'; readonly id: number };

interface Connection {
  readonly state: 'connecting' | 'connected' | 'disconnected';
  readonly error?: string | undefined;
}

function App() {
  const [summaries, setSummaries] = useState<readonly Summary[]>([]);
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
  const [message, say] = useMessage();
  const [search, setSearch] = useState('');
  const [result, setResult] = useState('all');
  const [isGrouped, setGrouped] = useState(true);
  const [view, setView] = useState<View>({ type: 'none' });
  const searchBox = useRef<HTMLInputElement>(null);
  const now = useNow();
  useEffect(() => {
    const onState = (isConnected: boolean, error?: string) =>
      setConnection({ state: isConnected ? 'connected' : 'disconnected', error });
    void follow(batched(setSummaries, onState));
  }, []);
  const shown = useMemo(() => filter(summaries, search, result), [summaries, search, result]);
  const selected = view.type === 'delivery' ? view.id : undefined;
  const select = (id: number) => setView({ type: 'delivery', id });
  const fail = (error: unknown) => say(messageOf(error));
  const close = () => {
    setView({ type: 'none' });
    // Without its detail, a narrow page shows the list again.
    if (selected !== undefined) requestAnimationFrame(() => focusRow(selected));
  };
  const clear = () => {
    setView({ type: 'none' });
    post('clear').then(() => say('Cleared.'), fail);
  };
  const replay = () => {
    if (selected === undefined) return;
    send(`deliveries/${selected}/replay`).then((id) => {
      select(id);
      say('Sent again. This is the replay.');
    }, fail);
  };
  const compose = () => setView({ type: 'compose' });
  const move = (by: number) => () => setView(step(shown, selected, by));
  useKeys({
    '/': () => searchBox.current?.focus(),
    j: move(-1),
    k: move(1),
    ArrowDown: move(-1),
    ArrowUp: move(1),
    r: replay,
    c: compose,
    Escape: close,
  });
  return (
    <div class={view.type === 'none' ? 'page' : 'page open'}>
      <header class="bar">
        <h1>SignalWire webhooks</h1>
        <p class={`connection ${connection.state}`}>{CONNECTIONS[connection.state]}</p>
        <Toolbar
          searchBox={searchBox}
          search={search}
          onSearch={setSearch}
          result={result}
          onResult={setResult}
          isGrouped={isGrouped}
          onGroup={setGrouped}
          stored={summaries.length}
          onCompose={compose}
          onClear={clear}
          onDownload={() => void download('har', 'deliveries.har').catch(fail)}
        />
      </header>
      <div class={connection.error === undefined ? 'message' : 'message bad'} role="status">
        {connection.error ?? (message || countOf(shown.length, summaries.length))}
      </div>
      <main>
        <nav aria-label="List of deliveries">
          <List
            summaries={shown}
            isGrouped={isGrouped}
            isFiltered={summaries.length > 0}
            selected={selected}
            now={now}
            onSelect={select}
          />
          <p class="keys">
            <kbd>j</kbd> <kbd>k</kbd> move · <kbd>/</kbd> search · <kbd>r</kbd> replay · <kbd>c</kbd> compose
            · <kbd>Esc</kbd> close
          </p>
        </nav>
        <div class="detail">
          {view.type === 'none' && <p class="empty">Select a delivery to see its details.</p>}
          {view.type === 'compose' && <Compose say={say} onSelect={select} onClose={close} />}
          {view.type === 'delivery' && (
            <DetailView key={view.id} id={view.id} now={now} say={say} onSelect={select} onClose={close} />
          )}
        </div>
      </main>
    </div>
  );
}

const CONNECTIONS = { connecting: '○ Connecting', connected: '● Connected', disconnected: '✕ Disconnected' };
/** How long a message is shown, in milliseconds. */
const MESSAGE_TIME = 6000;

/** Holds a message, and removes it later. */
function useMessage(): [string, (message: string) => void] {
  const [message, setMessage] = useState('');
  const timer = useRef(0);
  const say = (text: string) => {
    clearTimeout(timer.current);
    setMessage(text);
    timer.current = setTimeout(() => setMessage(''), MESSAGE_TIME);
  };
  return [message, say];
}

function countOf(shown: number, stored: number): string {
  if (shown < stored) return `${shown} of ${stored} deliveries.`;
  return stored === 1 ? '1 delivery.' : `${stored} deliveries.`;
}

function focusRow(id: number): void {
  document.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
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
      const isScrolling = event.target instanceof Element && event.target.closest('pre, .diff') !== null;
      const act = isScrolling && event.key.startsWith('Arrow') ? undefined : current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

applyTheme(readTheme());
const root = document.getElementById('app');
if (root) render(<App />, root);
