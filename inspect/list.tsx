import { useEffect, useRef, useState } from 'preact/hooks';

import type { Summary } from './api';
import { kindInWords, sizeOf, timeOf, visible } from './pretty';

const ROW = 60;
const SPARE_ROWS = 6;

type Row =
  | { readonly type: 'group'; readonly name: string; readonly count: number }
  | { readonly type: 'delivery'; readonly summary: Summary };

interface Props {
  readonly summaries: readonly Summary[];
  readonly isGrouped: boolean;
  readonly selected: number | undefined;
  readonly onSelect: (id: number) => void;
}

/** Shows the newest delivery first. Only visible rows are in the document. */
export function List({ summaries, isGrouped, selected, onSelect }: Props) {
  const rows = toRows(summaries, isGrouped);
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const observer = new ResizeObserver(() => setHeight(current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => scrollTo(box.current, rows, selected), [selected]);
  const first = Math.max(0, Math.floor(top / ROW) - SPARE_ROWS);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE_ROWS);
  return (
    <div class="list" ref={box} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      {rows.length === 0 && (
        <p class="empty">
          No deliveries yet. Set a webhook URL at SignalWire to the tunnel, or compose a webhook.
        </p>
      )}
      <ul aria-label="Deliveries" style={{ height: `${rows.length * ROW}px` }}>
        {rows.slice(first, last).map((row, index) => (
          <li
            key={row.type === 'group' ? `g${row.name}` : row.summary.id}
            class={row.type}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
            style={{ top: `${(first + index) * ROW}px` }}
          >
            {row.type === 'group' ? (
              <Group {...row} />
            ) : (
              <Delivery summary={row.summary} isSelected={row.summary.id === selected} onSelect={onSelect} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Group({ name, count }: { name: string; count: number }) {
  return (
    <h2>
      {visible(name)} <small>{count === 1 ? '1 delivery' : `${count} deliveries`}</small>
    </h2>
  );
}

function Delivery({
  summary,
  isSelected,
  onSelect,
}: {
  summary: Summary;
  isSelected: boolean;
  onSelect: (id: number) => void;
}) {
  const { id, isVerified, reason, kind, method, target, time, status, milliseconds, size, warnings } =
    summary;
  return (
    <button type="button" class="row" aria-current={isSelected} onClick={() => onSelect(id)}>
      <span class={isVerified ? 'badge good' : 'badge bad'}>{isVerified ? 'verified' : 'rejected'}</span>
      <span class="what">
        <strong>{kindInWords(kind)}</strong>
        <span class="target">{visible(reason ?? `${method} ${target}`)}</span>
      </span>
      <span class="numbers">
        <span class={warnings > 0 ? 'status warning' : 'status'}>
          {status}
          {warnings > 0 && <span class="hidden"> with warnings</span>}
        </span>
        <span>
          {milliseconds} ms · {sizeOf(size)}
        </span>
        <time dateTime={time}>{timeOf(time)}</time>
      </span>
    </button>
  );
}

function toRows(summaries: readonly Summary[], isGrouped: boolean): Row[] {
  const newest = [...summaries].reverse();
  if (!isGrouped) return newest.map((summary) => ({ type: 'delivery', summary }));
  const groups = new Map<string, Summary[]>();
  for (const summary of newest) {
    const name = summary.group ?? 'Not part of a call or message';
    const members = groups.get(name);
    if (members) members.push(summary);
    else groups.set(name, [summary]);
  }
  return [...groups].flatMap(([name, members]): Row[] => [
    { type: 'group', name, count: members.length },
    ...members.map((summary): Row => ({ type: 'delivery', summary })),
  ]);
}

function scrollTo(box: HTMLDivElement | null, rows: readonly Row[], selected: number | undefined): void {
  const index = rows.findIndex((row) => row.type === 'delivery' && row.summary.id === selected);
  if (!box || index < 0) return;
  if (index * ROW < box.scrollTop) box.scrollTop = index * ROW;
  else if ((index + 1) * ROW > box.scrollTop + box.clientHeight)
    box.scrollTop = (index + 1) * ROW - box.clientHeight;
}
