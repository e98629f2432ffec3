import { binomialDensity } from '../special/binomial-density.ts';

/** Two groups of units and how many of each had the event: k of n. */
export interface TwoProportions {
  readonly kA: number;
  readonly nA: number;
  readonly kB: number;
  readonly nB: number;
}

/**
 * Fisher's exact test of equal rates, given both totals: the chance of a table no more likely than this one (`twoSided`),
 * or of at least so many events in A (`greater`), or at most so many (`less`).
 * Exact also for millions of rows: Loader's density at the observed table, then recurrence outwards until nothing is left to add, O(sqrt n).
 * Agrees with scipy.stats.fisher_exact.
 */
export function fisherExact({ kA, nA, kB, nB }: TwoProportions, alternative: 'twoSided' | 'greater' | 'less' = 'twoSided'): number {
  const draw = hypergeometric(nA, nB, kA + kB);
  if (draw.low === draw.high) return 1;
  if (alternative === 'greater') return Math.min(1, draw.sumUp(kA));
  if (alternative === 'less') return Math.min(1, draw.sumDown(kA));
  // Tables as likely as this one must not be lost to rounding; scipy and R use the same slack.
  const limit = draw.density(kA) * (1 + 1e-7);
  if (draw.density(draw.mode) <= limit) return 1;
  const below = kA < draw.mode ? kA : lastWithin(draw.low - 1, draw.mode, (k) => k < draw.low || draw.density(k) <= limit);
  const above = kA > draw.mode ? kA : lastWithin(draw.high + 1, draw.mode, (k) => k > draw.high || draw.density(k) <= limit);
  return Math.min(1, draw.sumDown(below) + draw.sumUp(above));
}

/** The whole number nearest to `inside` for which `holds`, between `outside` (holds) and `inside` (does not). */
function lastWithin(outside: number, inside: number, holds: (k: number) => boolean): number {
  while (Math.abs(inside - outside) > 1) {
    const middle = Math.floor((outside + inside) / 2);
    if (holds(middle)) outside = middle;
    else inside = middle;
  }
  return outside;
}

/** Events in A when `events` fall on nA + nB units at random. */
function hypergeometric(nA: number, nB: number, events: number) {
  const low = Math.max(0, events - nB);
  const high = Math.min(nA, events);
  const p = events / (nA + nB);
  const density = (k: number): number => (k < low || k > high ? 0 : (binomialDensity(k, nA, p) * binomialDensity(events - k, nB, p)) / binomialDensity(events, nA + nB, p));
  const oddsUp = (k: number): number => ((nA - k) * (events - k)) / ((k + 1) * (nB - events + k + 1));
  /** Sum of the density from `from` outwards. A start on the near side of the mode sums the other side and takes what is left. */
  const sumUp = (from: number): number => {
    if (from <= low) return 1;
    if (from > high) return 0;
    if (from <= mode) return 1 - sumDown(from - 1);
    let term = density(from);
    let sum = term;
    for (let k = from; k < high && term > sum * 1e-17; k++) sum += term *= oddsUp(k);
    return sum;
  };
  const sumDown = (from: number): number => {
    if (from >= high) return 1;
    if (from < low) return 0;
    if (from > mode) return 1 - sumUp(from + 1);
    let term = density(from);
    let sum = term;
    for (let k = from; k > low && term > sum * 1e-17; k--) sum += term /= oddsUp(k - 1);
    return sum;
  };
  const mode = Math.min(high, Math.max(low, Math.floor(((nA + 1) * (events + 1)) / (nA + nB + 2))));
  return { low, high, mode, density, sumUp, sumDown };
}
