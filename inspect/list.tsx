import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { Summary } from './api';
import { kindInWords, visible } from './pretty';
import { type Row, toRows } from './rows';
import { Badge, OriginTag, Status } from './status';
import { Time } from './time';

/** Rows beyond the visible ones, in pixels, so that scrolling shows no gap. */
const SPARE = 400;

interface Props {
  readonly summaries: readonly Summary[];
  readonly isGrouped: boolean;
  /** Whether deliveries are stored that the search does not show. */
  readonly isFiltered: boolean;
  readonly selected: number | undefined;
  readonly now: number;
  readonly onSelect: (id: number) => void;
}

/** Shows the newest delivery first. Only visible rows are in the document. */
export function List({ summaries, isGrouped, isFiltered, selected, now, onSelect }: Props) {
  const rows = useMemo(() => toRows(summaries, isGrouped), [summaries, isGrouped]);
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
  const selectedRow = rows.find((row) => row.type === 'delivery' && row.summary.id === selected);
  // A replay is selected before its row arrives.
  useEffect(() => scrollTo(box.current, selectedRow), [selected, selectedRow !== undefined]);
  const last = rows.at(-1);
  const isNear = (row: Row) => row.top + row.height > top - SPARE && row.top < top + height + SPARE;
  return (
    <div class="list" ref={box} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      {rows.length === 0 && (
        <p class="empty">
          {isFiltered
            ? 'No delivery matches the search.'
            : 'No deliveries yet. Set a webhook URL at SignalWire to the tunnel, or compose a webhook.'}
        </p>
      )}
      <ul aria-label="Deliveries" style={{ height: `${last ? last.top + last.height : 0}px` }}>
        {rows.filter(isNear).map((row) => (
          <li
            key={row.type === 'group' ? `g${row.id}` : row.summary.id}
            class={row.type}
            aria-setsize={rows.length}
            aria-posinset={row.position}
            style={{ top: `${row.top}px`, height: `${row.height}px` }}
          >
            {row.type === 'group' ? (
              <h2 title={row.id === '' ? undefined : visible(row.id)}>
                {row.title} <small>· {row.count === 1 ? '1 delivery' : `${row.count} deliveries`}</small>
              </h2>
            ) : (
              <Delivery
                summary={row.summary}
                isSelected={row.summary.id === selected}
                now={now}
                onSelect={onSelect}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface DeliveryProps {
  readonly summary: Summary;
  readonly isSelected: boolean;
  readonly now: number;
  readonly onSelect: (id: number) => void;
}

function Delivery({ summary, isSelected, now, onSelect }: DeliveryProps) {
  const { id, isVerified, reason, kind, method, target, time, milliseconds, origin } = summary;
  const words = kindInWords(kind);
  return (
    <button type="button" class="row" data-id={id} aria-current={isSelected} onClick={() => onSelect(id)}>
      <Badge isVerified={isVerified} />
      <span class="what">
        <span class="name">
          <strong>{reason ?? words}</strong> <OriginTag origin={origin} />
        </span>
        <span class="target">
          {visible(`${method} ${target}`)}
          {!isVerified && kind !== 'unknown' && ` · ${words}`}
        </span>
      </span>
      <span class="numbers">
        <Status {...summary} />
        <span>
          {milliseconds} ms · <Time iso={time} now={now} />
        </span>
      </span>
    </button>
  );
}

function scrollTo(box: HTMLDivElement | null, row: Row | undefined): void {
  if (!box || !row) return;
  if (row.top < box.scrollTop) box.scrollTop = row.top;
  else if (row.top + row.height > box.scrollTop + box.clientHeight)
    box.scrollTop = row.top + row.height - box.clientHeight;
}
