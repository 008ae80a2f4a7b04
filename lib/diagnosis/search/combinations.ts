import type { Aspect, Candidate, Change } from '../candidate.js';

/** A change and the resulting candidate. */
export interface Step {
  readonly change: Change;
  readonly candidate: Candidate;
  /** Whether it makes no difference alone. It may make one after a different change. */
  readonly isIdle: boolean;
}

/** Changes to try together. */
export interface Combination {
  readonly changes: readonly Change[];
  readonly from: Candidate;
  /** Changes that `from` does not contain yet, in the order in which to apply them. */
  readonly rest: readonly Change[];
}

/** Two misconfigurations are less likely than one, and three are even less likely. */
const UNLIKELINESS_OF_TWO = 1;
const UNLIKELINESS_OF_THREE = 1;
const MAX_UNLIKELINESS = 30;

/** Aspects that two changes may change one after the other. */
const COMPOSABLE: ReadonlySet<Aspect> = new Set(['prefix', 'path', 'query', 'body']);

type ByRank = readonly (readonly Step[])[];

/**
 * Returns combinations of one, two or three changes by the sum of their ranks, the likeliest first. Of three changes, at least
 * one changes the protocol or the host. Any two changes are also tried together with both a protocol and a host.
 *
 * @param stepOf called once for each change
 */
export function* combinationsOf(
  changes: readonly Change[],
  stepOf: (change: Change) => Step | undefined,
): Generator<Combination> {
  const changesByRank = groupByRank(changes);
  const byRank: Step[][] = [[]];
  for (let sum = 1; sum <= MAX_UNLIKELINESS; sum++) {
    const steps: Step[] = [];
    for (const change of changesByRank[sum] ?? []) {
      const step = stepOf(change);
      if (!step) continue;
      steps.push(step);
      if (step.isIdle) continue;
      yield { changes: [change], from: step.candidate, rest: [] };
    }
    byRank.push(steps);
    yield* pairs(byRank, sum - UNLIKELINESS_OF_TWO);
    yield* withOrigins(byRank, sum - UNLIKELINESS_OF_THREE);
  }
}

function groupByRank(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  for (const change of changes) (groups[change.rank] ??= []).push(change);
  return groups;
}

function* pairs(byRank: ByRank, sum: number): Generator<Combination> {
  for (let rank = 1; 2 * rank <= sum; rank++) {
    const others = byRank[sum - rank] ?? [];
    for (const [index, step] of (byRank[rank] ?? []).entries()) {
      const second = 2 * rank === sum ? others.slice(index + 1) : others;
      for (const other of second)
        if (isComposable(step.change, other.change)) yield* inTheirOrders(step, other);
    }
  }
}

/**
 * Applies the change of a body first, so that each body is generated once. Two changes of one aspect are tried in both orders.
 * A change that is idle alone is applied second.
 */
function* inTheirOrders(first: Step, second: Step): Generator<Combination> {
  const changes = [first.change, second.change];
  const isSameAspect = first.change.aspect === second.change.aspect;
  if ((first.isIdle || second.isIdle) && !isSameAspect) return;
  const isSecondFirst = !isSameAspect && second.change.aspect === 'body';
  if (!isSecondFirst && !first.isIdle) yield { changes, from: first.candidate, rest: [second.change] };
  if ((isSecondFirst || isSameAspect) && !second.isIdle) {
    yield { changes, from: second.candidate, rest: [first.change] };
  }
}

/** Returns the changes of the protocol, the host, or both, which a proxy makes in addition to any other change. */
function originsOf(byRank: ByRank, rank: number): (readonly Change[])[] {
  const changesOf = (aspect: Aspect, ofRank: number): Change[] =>
    (byRank[ofRank] ?? []).map(({ change }) => change).filter((change) => change.aspect === aspect);
  const [protocol] = changesOf('protocol', 1);
  const single = [...changesOf('protocol', rank), ...changesOf('host', rank)].map((change) => [change]);
  const both = protocol ? changesOf('host', rank - 1).map((host) => [protocol, host]) : [];
  return [...single, ...both];
}

function* withOrigins(byRank: ByRank, sum: number): Generator<Combination> {
  for (let rank = 1; rank <= sum - 2; rank++) {
    for (const origin of originsOf(byRank, rank)) {
      for (const pair of pairs(byRank, sum - rank)) {
        if (goesWith(origin, pair)) {
          yield { changes: [...origin, ...pair.changes], from: pair.from, rest: [...pair.rest, ...origin] };
        }
      }
    }
  }
}

/** Combinations of a protocol and a host begin with the protocol, so that none is tried twice. */
function goesWith(origin: readonly Change[], { changes }: Combination): boolean {
  return origin.every((each) =>
    changes.every(
      (change) =>
        isComposable(each, change) &&
        !(origin.length === 1 && each.aspect === 'host' && change.aspect === 'protocol'),
    ),
  );
}

function isComposable(a: Change, b: Change): boolean {
  return a !== b && (a.aspect !== b.aspect || COMPOSABLE.has(a.aspect));
}
