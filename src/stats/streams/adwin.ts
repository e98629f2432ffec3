import { requireRange } from '../require-range.ts';
import { statsErrors } from '../stats.errors.ts';
import type { JsonValue } from '../../kernel/index.ts';
import type { StreamChange } from './stream-change.ts';

/** How ADWIN watches. */
export interface AdwinDesign {
  /** Confidence of one look, as in the paper; what it comes to over a stream is in docs/decisions/performance.md. @default 0.003 */
  readonly delta?: number;
  /** Values between two looks: fewer find a change sooner, and cost more. @default 8 */
  readonly clock?: number;
}

/** What ADWIN remembers; plain JSON, and as many numbers as the logarithm of the values it holds. */
export type AdwinState = {
  readonly kind: 'adwin';
  readonly design: Required<AdwinDesign>;
  readonly seen: number;
  /** Sum of the window. */
  readonly sum: number;
  /** Levels of buckets: level i has at most five, of 2^i values each, the oldest first, with sums of second, third and fourth powers about the bucket's mean. */
  readonly levels: readonly (readonly Moments[])[];
};

/** A cut: the old part of the window was let go, because the new one has another mean. */
export interface AdwinCut extends StreamChange {
  /** Values let go, and kept. */
  readonly dropped: number;
  readonly kept: number;
}

/** An adaptive window over a stream of numbers. */
export interface Adwin {
  /** Takes the next value, in any unit; a cut when the mean has changed, else null. Throws STATS_OUT_OF_RANGE for what is not finite. */
  push(value: number): AdwinCut | null;
  /** Mean and number of the values since the last change. */
  readonly mean: number;
  readonly width: number;
  toState(): AdwinState;
}

/** Buckets a level (M of the paper): one more, and the two oldest become one of the next level. */
const BUCKETS = 5;
/** Fewer values on either side of a cut say nothing. */
const LEAST_SIDE = 5;
const LEAST_WIDTH = 10;

/**
 * ADWIN2 (Bifet & Gavaldà, SDM 2007): keeps the longest window whose mean has not changed, in an exponential histogram. At every look each border between buckets is tried:
 * the older part goes when |μ0 - μ1| > sqrt(2/m · σ² · ln(2 ln W / δ)) + 2/(3m) · ln(2 ln W / δ), with 1/m = 1/n0 + 1/n1. Every bucket of every level is a border
 * (a well-known implementation never moves the newest bucket of a level to the older side, and takes five times as long to find a change).
 * The bound's second term is for values of a range of 1. How far values reach is taken from their fourth moment instead, so that the unit of the values does not matter.
 * @example
 * const watch = createAdwin();
 * for (const loss of losses) if (watch.push(loss)) retrain();
 */
export const createAdwin = (design: AdwinDesign = {}): Adwin => start({ delta: 0.003, clock: 8, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another detector. */
export function resumeAdwin(state: JsonValue): Adwin {
  const stored = state as AdwinState | null;
  if (stored?.kind !== 'adwin') throw statsErrors.STATE_UNKNOWN({ test: 'ADWIN', kind: stored?.kind });
  return start(stored.design, stored);
}

/** Sums of one bucket's values: of themselves, and of their second, third and fourth powers about the bucket's mean. */
type Moments = readonly [sum: number, second: number, third: number, fourth: number];

function start(design: Required<AdwinDesign>, from: AdwinState | undefined): Adwin {
  const { delta, clock } = design;
  requireRange(delta > 0 && delta < 1, 'delta', { value: delta, must: 'between 0 and 1' });
  requireRange(Number.isInteger(clock) && clock > 0, 'clock', { value: clock, must: 'a whole number above 0' });
  const levels: Moments[][] = (from?.levels ?? []).map((level) => [...level]);
  let seen = from?.seen ?? 0;
  let width = levels.reduce((total, level, i) => total + level.length * 2 ** i, 0);
  let sum = from?.sum ?? 0;

  const insert = (value: number): void => {
    (levels[0] ??= []).push([value, 0, 0, 0]);
    width++;
    sum += value;
    for (let i = 0; levels[i]!.length > BUCKETS; i++) {
      const [a, b] = levels[i]!.splice(0, 2) as [Moments, Moments];
      (levels[i + 1] ??= []).push(join(a, b, 2 ** i));
    }
  };

  /** Variance of the window, and how far its values reach: √(fourth moment / 3σ²), which is σ for a bell, more for rare or far values. */
  const spread = (): { variance: number; reach: number } => {
    const mean = sum / width;
    let [second, fourth] = [0, 0];
    levels.forEach((level, i) => {
      const size = 2 ** i;
      for (const bucket of level) {
        const gap = bucket[0] / size - mean;
        const square = gap * gap;
        second += bucket[1] + size * square;
        fourth += bucket[3] + 4 * gap * bucket[2] + 6 * square * bucket[1] + size * square * square;
      }
    });
    const variance = second / width;
    return { variance, reach: variance > 0 ? Math.sqrt(Math.max(variance, fourth / width / (3 * variance))) : 0 };
  };

  /** Whether some border splits the window into two of different means. */
  const changed = (): boolean => {
    const { variance, reach } = spread();
    const log = Math.log((2 * Math.log(width)) / delta);
    let [n0, sum0] = [0, 0];
    for (let i = levels.length - 1; i >= 0; i--)
      for (const bucket of levels[i]!) {
        n0 += 2 ** i;
        sum0 += bucket[0];
        const n1 = width - n0;
        if (n1 < LEAST_SIDE) return false;
        if (n0 < LEAST_SIDE) continue;
        const parts = 1 / n0 + 1 / n1;
        if (Math.abs(sum0 / n0 - (sum - sum0) / n1) > Math.sqrt(2 * parts * variance * log) + reach * (2.0 / 3.0) * parts * log) return true;
      }
    return false;
  };

  /** Lets go of the oldest bucket. */
  const dropOldest = (): void => {
    const oldest = levels.at(-1)!.shift()!;
    width -= 2 ** (levels.length - 1);
    sum -= oldest[0];
    if (levels.at(-1)!.length === 0) levels.pop();
  };

  const look = (): AdwinCut | null => {
    if (width < LEAST_WIDTH || !changed()) return null;
    const [allWidth, allSum] = [width, sum];
    do dropOldest();
    while (width >= LEAST_WIDTH && changed());
    const dropped = allWidth - width;
    return { before: (allSum - sum) / dropped, after: sum / width, dropped, kept: width, since: seen - width };
  };

  return {
    push(value) {
      requireRange(Number.isFinite(value), 'the value', { value, must: 'a finite number' });
      insert(value);
      seen++;
      return seen % clock === 0 ? look() : null;
    },
    get mean() {
      return width === 0 ? NaN : sum / width;
    },
    get width() {
      return width;
    },
    toState: () => ({ kind: 'adwin', design, seen, sum, levels: levels.map((level) => [...level]) }),
  };
}

/** Two buckets of `size` values each as one: the update formulas of Pébay (SAND2008-6212) for equal sizes. */
function join(a: Moments, b: Moments, size: number): Moments {
  const gap = (b[0] - a[0]) / size;
  const square = gap * gap;
  return [
    a[0] + b[0],
    a[1] + b[1] + (square * size) / 2,
    a[2] + b[2] + 1.5 * gap * (b[1] - a[1]),
    a[3] + b[3] + (square * square * size) / 8 + 1.5 * square * (a[1] + b[1]) + 2 * gap * (b[2] - a[2]),
  ];
}
