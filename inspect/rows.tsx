import type { Conversation, Summary } from './api';
import { partyInWords } from './pretty';

const HEIGHTS = { group: 40, delivery: 60 };

interface Placed {
  /** From 1. */
  readonly position: number;
  /** Distance from the beginning of the list, in pixels. */
  readonly top: number;
  readonly height: number;
}

export type Row = Placed &
  (
    | { readonly type: 'group'; readonly id: string; readonly title: string; readonly count: number }
    | { readonly type: 'delivery'; readonly summary: Summary }
  );

type Content =
  | Omit<Extract<Row, { type: 'group' }>, keyof Placed>
  | Omit<Extract<Row, { type: 'delivery' }>, keyof Placed>;

/** Returns the rows of the list, the newest delivery first. */
export function toRows(summaries: readonly Summary[], isGrouped: boolean): Row[] {
  const newest = [...summaries].reverse();
  if (!isGrouped) return place(newest.map(toRow));
  const groups = new Map<string, Summary[]>();
  for (const summary of newest) {
    const id = summary.group ?? '';
    const members = groups.get(id);
    if (members) members.push(summary);
    else groups.set(id, [summary]);
  }
  return place(
    [...groups].flatMap(([id, members]): Content[] => [
      { type: 'group', id, title: titleOf(id, members), count: members.length },
      ...members.map(toRow),
    ]),
  );
}

function toRow(summary: Summary): Extract<Content, { type: 'delivery' }> {
  return { type: 'delivery', summary };
}

function place(contents: readonly Content[]): Row[] {
  let top = 0;
  return contents.map((content, index) => {
    const height = HEIGHTS[content.type];
    const row: Row = { ...content, position: index + 1, top, height };
    top += height;
    return row;
  });
}

/** Prefers the parties of a verified delivery, because an unverified request can name any call and any parties. */
function titleOf(id: string, members: readonly Summary[]): string {
  if (id === '') return 'Other requests';
  const oldest = [...members].reverse();
  const trusted = oldest.filter(({ isVerified }) => isVerified);
  const conversations = [...trusted, ...oldest].flatMap(({ conversation }) => conversation ?? []);
  const known = conversations.find(({ from, to }) => from !== undefined && to !== undefined);
  return describe(
    known ?? conversations.find(({ from, to }) => (from ?? to) !== undefined) ?? conversations[0],
  );
}

function describe(conversation: Conversation | undefined): string {
  const { type = 'call', from, to } = conversation ?? {};
  if (from !== undefined && to !== undefined) return `${partyInWords(from)} → ${partyInWords(to)} · ${type}`;
  if (from !== undefined) return `From ${partyInWords(from)} · ${type}`;
  if (to !== undefined) return `To ${partyInWords(to)} · ${type}`;
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}
