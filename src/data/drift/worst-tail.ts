import { countBelow } from './fit-numbers.ts';
import { moreThanUsual } from './mark.ts';

/** A tail of a reference in which a batch has more than its part. */
export interface Tail {
  readonly hits: number;
  readonly usualHits: number;
  /** For all limits that were tried. */
  readonly p: number;
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
  let worst: Tail = { hits: 0, usualHits: 0, p: 1, isBeyond: () => false };
  const consider = (isBeyond: (value: number) => boolean, usualHits: number): void => {
    let hits = 0;
    for (const value of values) if (isBeyond(value)) hits++;
    const p = Math.min(1, 2 * limits.length * moreThanUsual({ hits, rows: values.length, usualHits, usualRows: rows }));
    if (p < worst.p || (p === worst.p && hits > worst.hits)) worst = { hits, usualHits, p, isBeyond };
  };
  for (const { below, above } of limits) {
    consider((value) => value < below, countBelow(sorted, below, 'less'));
    consider((value) => value > above, sorted.length - countBelow(sorted, above, 'equal'));
  }
  return worst;
}
