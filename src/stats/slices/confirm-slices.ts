import type { Bounds } from '../bounds.ts';
import { holm } from '../hypotheses/correct-many.ts';
import { fisherExact } from '../hypotheses/fisher-exact.ts';
import { wilsonInterval } from '../hypotheses/proportion-intervals.ts';
import { meanInterval } from '../metrics/mean-interval.ts';
import { studentSf } from '../special/student.ts';
import { type Predicate, rowsOfSlice, type SliceTable } from './slice.ts';

/** What rows that a slice was not found in say of it. */
export interface SliceEvidence {
  readonly rows: number;
  /** Mean error of its rows; NaN when there is none. */
  readonly error: number;
  /** 95 % interval of that mean. */
  readonly interval: Bounds;
  /** Mean error of all rows. */
  readonly overall: number;
  /** Chance of so large a difference to the other rows if there were none, before and after Holm's correction over all slices of the list. */
  readonly p: number;
  readonly adjustedP: number;
  readonly confirmed: boolean;
}

/**
 * Tests slices on rows in which they were not sought: is the mean error of a slice larger than that of the other rows? By Fisher's exact test when the errors have two
 * values, else by Welch's t-test (Biometrika 1947), one-sided; losses are skewed to the right, which makes it cautious. The chance that any slice of the list is confirmed
 * although none is worse is at most alpha (Holm). Slices that were sought in these very rows are always "significant".
 */
export function confirmSlices(heldOut: SliceTable, slices: readonly { readonly predicates: readonly Predicate[] }[], alpha = 0.05): SliceEvidence[] {
  const { errors } = heldOut;
  const all = momentsOf(errors);
  const values = new Set<number>();
  for (let row = 0; row < errors.length && values.size < 3; row++) values.add(errors[row]!);
  const worst = values.size === 2 ? Math.max(...values) : undefined;
  const isShare = [...values].every((value) => value === 0 || value === 1);
  const found = slices.map(({ predicates }) => {
    const within = Float64Array.from(rowsOfSlice(heldOut, predicates), (row) => errors[row]!);
    const inside = momentsOf(within);
    const p = within.length === 0 || values.size < 2 ? 1 : worst === undefined ? welch(inside, without(all, inside)) : exact(errors, within, worst);
    const hits = within.reduce((sum, error) => sum + error, 0);
    return { rows: within.length, error: inside.mean, interval: isShare ? wilsonInterval(hits, within.length) : positive(meanInterval(within).interval), overall: all.mean, p };
  });
  const adjusted = holm(found.map((one) => one.p));
  return found.map((one, i) => ({ ...one, adjustedP: adjusted[i]!, confirmed: adjusted[i]! <= alpha }));
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared distances from the mean. */
  readonly squares: number;
}

function momentsOf(values: Float64Array): Moments {
  const mean = values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
  return { n: values.length, mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

/** The moments of the rows that are in `all` and not in `part` (Chan, Golub & LeVeque, 1983, turned round). */
function without(all: Moments, part: Moments): Moments {
  const n = all.n - part.n;
  const mean = (all.n * all.mean - part.n * part.mean) / n;
  return { n, mean, squares: Math.max(0, all.squares - part.squares - ((part.n * n) / all.n) * (part.mean - mean) ** 2) };
}

function welch(a: Moments, b: Moments): number {
  if (a.n < 2 || b.n < 2) return 1;
  const [va, vb] = [a.squares / (a.n - 1) / a.n, b.squares / (b.n - 1) / b.n];
  if (va + vb === 0) return 1;
  return studentSf((a.mean - b.mean) / Math.sqrt(va + vb), (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1)));
}

function exact(errors: Float64Array, within: Float64Array, worst: number): number {
  const count = (values: Float64Array): number => values.reduce((sum, value) => sum + Number(value === worst), 0);
  const kA = count(within);
  return fisherExact({ kA, nA: within.length, kB: count(errors) - kA, nB: errors.length - within.length }, 'greater');
}

const positive = ([low, high]: Bounds): Bounds => [Math.max(0, low), high];
