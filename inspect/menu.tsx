import type { RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  /** Whether this choice is active; `undefined` for an action. */
  readonly isChecked?: boolean;
}

/** A button that opens a menu. Arrow keys move in it, and Esc closes it. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (isOpen) itemsIn(box)[0]?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The keys of the page must not act in an open menu.
    event.stopPropagation();
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else moveFocus(box, event);
  };
  return (
    <div
      class="menu"
      ref={box}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !box.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        ref={button}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {label} <span aria-hidden="true">▾</span>
      </button>
      {isOpen && (
        <div role="menu" id={id} aria-label={label} onKeyDown={onKeyDown}>
          {items.map(({ label: name, run, isChecked }) => (
            <button
              key={name}
              type="button"
              role={isChecked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={isChecked}
              tabIndex={-1}
              onClick={() => {
                close();
                run();
              }}
            >
              {isChecked !== undefined && <span aria-hidden="true">{isChecked ? '● ' : '○ '}</span>}
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function itemsIn(box: RefObject<HTMLDivElement | null>): HTMLElement[] {
  return [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
}

function moveFocus(box: RefObject<HTMLDivElement | null>, event: KeyboardEvent): void {
  const items = itemsIn(box);
  const at = items.findIndex((item) => item === document.activeElement);
  const positions: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const next = positions[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}
