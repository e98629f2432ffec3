import { type DiscreteTest, leastOf } from '../../stats/index.ts';
import { countBelow } from './fit-numbers.ts';
import { testBeyond } from './mark.ts';

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

/** The tail in which a batch has most above the reference's part. `rows` are those of the reference, missing ones among them; missing values (NaN) are in no tail. */
export function worstTail(values: Float64Array, reference: { readonly sorted: Float64Array; readonly rows: number }, limits: readonly Limits[]): Tail {
  const { sorted, rows } = reference;
  const ends = rowsAtTheEnds(values, sorted);
  const tried = limits
    .flatMap(({ below, above }) => [
      { isBeyond: (value: number) => value < below, usualHits: countBelow(sorted, below, 'less'), end: ends.lowest },
      { isBeyond: (value: number) => value > above, usualHits: sorted.length - countBelow(sorted, above, 'equal'), end: ends.highest },
    ])
    .map((tail) => {
      let hits = 0;
      for (const value of values) if (tail.isBeyond(value)) hits++;
      return { ...tail, hits, ...testBeyond({ hits, rows: values.length, usualHits: tail.usualHits, usualRows: rows, least: tail.end - tail.usualHits }) };
    });
  const worst = tried.reduce((one, other) => (other.p < one.p || (other.p === one.p && other.hits > one.hits) ? other : one));
  return { ...worst, ...leastOf(worst.p, tried) };
}

/** Rows of both samples that hold the lowest value of all, and the highest: whoever lies beyond a limit, all of these do. */
function rowsAtTheEnds(values: Float64Array, sorted: Float64Array): { readonly lowest: number; readonly highest: number } {
  let [low, high] = [sorted[0] ?? Infinity, sorted.at(-1) ?? -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  let [lowest, highest] = [countBelow(sorted, low, 'equal'), sorted.length - countBelow(sorted, high, 'less')];
  for (const value of values) {
    if (value === low) lowest++;
    if (value === high) highest++;
  }
  return { lowest, highest };
}
