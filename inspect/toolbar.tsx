import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';

import { Menu } from './menu';
import { applyTheme, readTheme, THEMES } from './theme';

interface Props {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly result: string;
  readonly onResult: (result: string) => void;
  readonly isGrouped: boolean;
  readonly onGroup: (isGrouped: boolean) => void;
  /** Number of stored deliveries. */
  readonly stored: number;
  readonly onCompose: () => void;
  readonly onClear: () => void;
  readonly onDownload: () => void;
}

export function Toolbar(props: Props) {
  const [theme, setTheme] = useState(readTheme);
  const themes = THEMES.map((each) => ({
    label: `${each.charAt(0).toUpperCase()}${each.slice(1)} theme`,
    isChecked: each === theme,
    run: () => {
      applyTheme(each);
      setTheme(each);
    },
  }));
  return (
    <div class="tools">
      <label class="search">
        <span class="hidden">Search</span>
        <input
          ref={props.searchBox}
          type="search"
          placeholder="Search"
          value={props.search}
          onInput={(event) => props.onSearch(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="hidden">Result</span>
        <select value={props.result} onChange={(event) => props.onResult(event.currentTarget.value)}>
          <option value="all">All</option>
          <option value="verified">Verified</option>
          <option value="rejected">Rejected</option>
          <option value="warnings">With warnings</option>
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={props.isGrouped}
          onChange={(event) => props.onGroup(event.currentTarget.checked)}
        />
        By call
      </label>
      <button type="button" onClick={props.onCompose}>
        Compose
      </button>
      <ClearButton stored={props.stored} onClear={props.onClear} />
      <Menu label="Options" items={[{ label: 'Download all as HAR', run: props.onDownload }, ...themes]} />
    </div>
  );
}

/** Asks once more, because the deliveries are stored in memory only. */
function ClearButton({ stored, onClear }: { stored: number; onClear: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const click = () => {
    if (isAsking) onClear();
    setAsking(!isAsking);
  };
  return (
    <button
      type="button"
      class={isAsking ? 'danger' : ''}
      disabled={stored === 0}
      onClick={click}
      onBlur={() => setAsking(false)}
    >
      {isAsking ? `Clear all ${stored}?` : 'Clear'}
    </button>
  );
}
