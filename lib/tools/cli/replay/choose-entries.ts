import { fixOf } from '../arguments.js';
import { UsageError } from '../errors.js';
import type { HarEntry, HarRequest, HarResponse } from '../har/read-har.js';
import { joinHeaders } from '../capture/captured-request.js';
import { readOnly } from '../only.js';
import { readKindAndGroup, readPayload } from '../listen/describe-payload.js';

export interface Choice {
  /** Numbers and ranges such as `3,7-9`, counted from 1. */
  readonly only?: string | undefined;
  readonly kind?: string | undefined;
  readonly call?: string | undefined;
}

export interface ChosenEntry {
  /** Counted from 1. */
  readonly number: number;
  readonly startedAt: number;
  readonly status: number;
  readonly request: HarRequest;
  readonly response: () => HarResponse;
  readonly kind: string;
}

/** @throws UsageError if no entry is chosen */
export function chooseEntries(entries: readonly HarEntry[], { only, kind, call }: Choice): ChosenEntry[] {
  const isChosen = only === undefined ? () => true : readOnly(only);
  const numbered = entries.filter(({ index }) => isChosen(index + 1)).map((entry) => describe(entry));
  const chosen = numbered
    .filter((entry) => kind === undefined || entry.kind === kind)
    .filter((entry) => call === undefined || entry.group === call);
  if (chosen.length > 0) return chosen;
  if (entries.length === 0) throw new UsageError('The HAR file has no request.');
  const kinds = [...new Set(numbered.map((entry) => entry.kind))];
  throw new UsageError(
    `No entry of the HAR file matches --only, --kind and --call.${fixOfKind(kind, kinds)}`,
  );
}

/** @param kinds kinds of the entries */
function fixOfKind(kind: string | undefined, kinds: readonly string[]): string {
  if (kind === undefined || kinds.length === 0 || kinds.includes(kind)) return '';
  const fix = fixOf(kind, kinds, '--kind ');
  return fix === '' ? ` The kinds of the entries are ${kinds.slice(0, 20).join(', ')}.` : fix;
}

function describe(entry: HarEntry): ChosenEntry & { group: string | undefined } {
  const { index, startedAt, status } = entry;
  const request = entry.request();
  const payload = readPayload({ ...request, headers: joinHeaders(request.headers) });
  const { kind, group } = readKindAndGroup(payload);
  return { number: index + 1, startedAt, status, request, response: () => entry.response(), kind, group };
}

const MAX_PAUSE = 60_000;

/** Returns the recorded pause before the later request, in milliseconds: at most one minute. */
export function pauseBetween(
  earlier: Pick<ChosenEntry, 'startedAt'> | undefined,
  later: Pick<ChosenEntry, 'startedAt'>,
): number {
  return earlier ? Math.min(Math.max(later.startedAt - earlier.startedAt, 0), MAX_PAUSE) : 0;
}
