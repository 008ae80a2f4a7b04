import { type Candidate, type Change, isComposable } from './candidate.js';

/** A change that makes a difference of its own, and what it makes. */
export interface Step {
  readonly change: Change;
  readonly candidate: Candidate;
}

/** Changes to be tried together. */
export interface Combination {
  readonly changes: readonly Change[];
  readonly from: Candidate;
  /** Those of the changes that are still to be applied to it. */
  readonly rest: readonly Change[];
}

/** Two mistakes are less likely than one, three even less. */
const UNLIKELINESS_OF_TWO = 1;
const UNLIKELINESS_OF_THREE = 1;
const MAX_UNLIKELINESS = 30;

type ByRank = readonly (readonly Step[])[];

/**
 * One change, two or three, the likeliest first: by the sum of their ranks. Of three at least one is of the protocol or
 * the host, which a proxy changes whatever else it does.
 *
 * @param stepOf asked once for each change
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
      yield { changes: [change], from: step.candidate, rest: [] };
    }
    byRank.push(steps);
    yield* pairs(byRank, sum - UNLIKELINESS_OF_TWO);
    yield* triples(byRank, sum - UNLIKELINESS_OF_THREE);
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

/** A body is made once; two changes of one aspect are tried in both orders. */
function* inTheirOrders(first: Step, second: Step): Generator<Combination> {
  const changes = [first.change, second.change];
  const isSecondFirst = second.change.aspect === 'body' && first.change.aspect !== 'body';
  if (!isSecondFirst) yield { changes, from: first.candidate, rest: [second.change] };
  if (isSecondFirst || first.change.aspect === second.change.aspect) {
    yield { changes, from: second.candidate, rest: [first.change] };
  }
}

function* triples(byRank: ByRank, sum: number): Generator<Combination> {
  for (let rank = 1; rank <= sum - 2; rank++) {
    for (const { change } of byRank[rank] ?? []) {
      if (change.aspect !== 'protocol' && change.aspect !== 'host') continue;
      for (const pair of pairs(byRank, sum - rank)) {
        if (goesWith(change, pair)) {
          yield { changes: [change, ...pair.changes], from: pair.from, rest: [...pair.rest, change] };
        }
      }
    }
  }
}

/** Those with a protocol and a host begin with the protocol. */
function goesWith(origin: Change, { changes }: Combination): boolean {
  return changes.every(
    (change) => isComposable(origin, change) && !(origin.aspect === 'host' && change.aspect === 'protocol'),
  );
}
