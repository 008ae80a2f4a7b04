import { type Listener, type Summary } from './api';

type Change = (old: readonly Summary[]) => readonly Summary[];

/** Combines a burst of deliveries into one change of the page. */
export function batched(
  setSummaries: (change: Change) => void,
  state: (isConnected: boolean, error?: string) => void,
): Listener {
  let added: Summary[] = [];
  let changed = new Map<number, Summary>();
  let dropped = new Set<number>();
  let isWaiting = false;
  const take = () => {
    const taken = { added, changed, dropped };
    added = [];
    changed = new Map();
    dropped = new Set();
    return taken;
  };
  const flush = () => {
    isWaiting = false;
    const taken = take();
    setSummaries((old) =>
      [...old, ...taken.added]
        .filter(({ id }) => !taken.dropped.has(id))
        .map((summary) => taken.changed.get(summary.id) ?? summary),
    );
  };
  const wait = () => {
    if (!isWaiting) setTimeout(flush, 50);
    isWaiting = true;
  };
  return {
    all: (summaries) => {
      take();
      setSummaries(() => summaries);
    },
    add: (summary) => {
      added.push(summary);
      wait();
    },
    change: (summary) => {
      changed.set(summary.id, summary);
      wait();
    },
    drop: (id) => {
      dropped.add(id);
      wait();
    },
    state,
  };
}

/** Returns the deliveries with this result that contain all words. */
export function filter(summaries: readonly Summary[], search: string, result: string): readonly Summary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return summaries.filter((summary) => {
    if (result === 'verified' && !summary.isVerified) return false;
    if (result === 'rejected' && summary.isVerified) return false;
    if (result === 'warnings' && summary.warnings === 0) return false;
    const text = textOf(summary);
    return words.every((word) => text.includes(word));
  });
}

function textOf({ kind, method, target, group = '', reason = '', status, conversation }: Summary): string {
  const { from = '', to = '' } = conversation ?? {};
  return `${kind} ${method} ${target} ${group} ${reason} ${status} ${from} ${to}`.toLowerCase();
}
