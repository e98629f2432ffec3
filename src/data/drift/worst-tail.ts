import { type DiscreteTest, leastOf } from '../../stats/index.ts';
import { countBelow } from './fit-numbers.ts';
import { testBeyond } from './test-marked.ts';

/** A tail of a reference in which a batch has more than its part; p is for all limits that were tried. */
export interface Tail extends DiscreteTest {
  readonly hits: number;
  readonly usualHits: number;
  readonly isBeyond: (value: number) => boolean;
}

/** Limits below and above which a tail begins. */
export interface Limits {
  readonly below: number;
  readonly above: number;
}

/** Parts of a reference that lie in a tail: beyond all of it, a thousandth, a hundredth. */
const TAILS = [0, 0.001, 0.01];

/** The limits by the order statistics of a reference's ascending values. */
export const tailLimits = (sorted: Float64Array): Limits[] =>
  TAILS.map((tail) => {
    const skipped = Math.floor(tail * sorted.length);
    return { below: sorted[skipped] ?? -Infinity, above: sorted[sorted.length - 1 - skipped] ?? Infinity };
  });

/** Ascending values, and the rows of which they are those that are not missing. */
export interface Ascending {
  readonly sorted: Float64Array;
  readonly rows: number;
}

/** The tail in which a batch has most above the reference's part. */
export function worstTail(batch: Ascending, { sorted, rows }: Ascending, limits: readonly Limits[]): Tail {
  const ends = rowsAtTheEnds(batch.sorted, sorted);
  const tried = limits
    .flatMap(({ below, above }) => [
      { isBeyond: (value: number) => value < below, hits: countBelow(batch.sorted, below, 'less'), usualHits: countBelow(sorted, below, 'less'), end: ends.lowest },
      { isBeyond: (value: number) => value > above, hits: countAbove(batch.sorted, above), usualHits: countAbove(sorted, above), end: ends.highest },
    ])
    .map((tail) => ({ ...tail, ...testBeyond({ ...tail, rows: batch.rows, usualRows: rows, least: tail.end - tail.usualHits }) }));
  const worst = tried.reduce((one, other) => (other.p < one.p || (other.p === one.p && other.hits > one.hits) ? other : one));
  return { ...worst, ...leastOf(worst.p, tried) };
}

const countAbove = (sorted: Float64Array, limit: number): number => sorted.length - countBelow(sorted, limit, 'equal');

/** Rows of both samples that hold the lowest value of all, and the highest: whoever lies beyond a limit, all of these do. */
function rowsAtTheEnds(...samples: readonly Float64Array[]): { readonly lowest: number; readonly highest: number } {
  const low = Math.min(...samples.map((sorted) => sorted[0] ?? Infinity));
  const high = Math.max(...samples.map((sorted) => sorted.at(-1) ?? -Infinity));
  const count = (rowsIn: (sorted: Float64Array) => number): number => samples.reduce((rows, sorted) => rows + rowsIn(sorted), 0);
  return { lowest: count((sorted) => countBelow(sorted, low, 'equal')), highest: count((sorted) => sorted.length - countBelow(sorted, high, 'less')) };
}
