import type { JsonValue } from '../../kernel/index.ts';
import { requireRange } from '../require-range.ts';
import { statsErrors } from '../stats.errors.ts';
import type { StreamChange } from './stream-change.ts';

/** How Page-Hinkley watches. */
export interface PageHinkleyDesign {
  /** Half of the smallest change worth finding, in standard deviations. @default 0.25 */
  readonly delta?: number;
  /** What the evidence must reach, in standard deviations. @default 25 */
  readonly lambda?: number;
  /** Values from which mean and spread are learnt before anything is judged. @default 500 */
  readonly warmUp?: number;
}

/** What Page-Hinkley remembers; plain JSON. */
export type PageHinkleyState = {
  readonly kind: 'page-hinkley';
  readonly design: Required<PageHinkleyDesign>;
  readonly seen: number;
  /** Values since the last change, their mean, and their squares about it. */
  readonly n: number;
  readonly mean: number;
  readonly squares: number;
  /** Evidence for a rise and for a fall. */
  readonly up: Evidence;
  readonly down: Evidence;
};

/** What speaks for a change in one direction: how much, and since it last was nothing, how many values and their sum. */
type Evidence = { readonly weight: number; readonly count: number; readonly sum: number };

/** A change, and which way the mean has gone. */
export interface PageHinkleyChange extends StreamChange {
  readonly way: 'up' | 'down';
}

/** A detector of changes of a stream's mean, in either direction, at a handful of operations a value. */
export interface PageHinkley {
  /** Takes the next value, in any unit; a change when the mean has moved, else null. Then all is learnt anew. Throws STATS_OUT_OF_RANGE for what is not finite. */
  push(value: number): PageHinkleyChange | null;
  toState(): PageHinkleyState;
}

/** A single value counts for at most this many standard deviations: one outlier is not a change. */
const FARTHEST = 4;

/**
 * The two-sided test of Page (Biometrika 1954) against the running mean, as Hinkley (Biometrika 1971) has it, on values standardised by the running spread: with
 * thresholds in the unit of the data, as it is usually offered, 2.8 false alarms in 10,000 values of N(0, 1) come from the defaults, and none or all in other units.
 */
export const createPageHinkley = (design: PageHinkleyDesign = {}): PageHinkley => start({ delta: 0.25, lambda: 25, warmUp: 500, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another detector. */
export function resumePageHinkley(state: JsonValue): PageHinkley {
  const stored = state as PageHinkleyState | null;
  if (stored?.kind !== 'page-hinkley') throw statsErrors.STATE_UNKNOWN({ test: 'Page-Hinkley', kind: stored?.kind });
  return start(stored.design, stored);
}

function start(design: Required<PageHinkleyDesign>, from: PageHinkleyState | undefined): PageHinkley {
  const { delta, lambda, warmUp } = design;
  requireRange(delta >= 0, 'delta', { value: delta, must: 'at least 0' });
  requireRange(lambda > 0, 'lambda', { value: lambda, must: 'more than 0' });
  requireRange(Number.isInteger(warmUp) && warmUp >= 2, 'warmUp', { value: warmUp, must: 'a whole number of at least 2' });
  const nothing: Evidence = { weight: 0, count: 0, sum: 0 };
  const fresh = { n: 0, mean: 0, squares: 0, up: nothing, down: nothing };
  let seen = from?.seen ?? 0;
  let { n, mean, squares, up, down } = from ?? fresh;
  const gather = (evidence: Evidence, z: number, value: number): Evidence => {
    const weight = evidence.weight + z - delta;
    return weight <= 0 ? nothing : { weight, count: evidence.count + 1, sum: evidence.sum + value };
  };
  return {
    push(value) {
      requireRange(Number.isFinite(value), 'the value', { value, must: 'a finite number' });
      seen++;
      if (n >= warmUp && squares > 0) {
        const z = Math.max(-FARTHEST, Math.min(FARTHEST, (value - mean) / Math.sqrt(squares / (n - 1))));
        up = gather(up, z, value);
        down = gather(down, -z, value);
        const way = up.weight > lambda ? 'up' : down.weight > lambda ? 'down' : null;
        if (way !== null) {
          const { count, sum } = way === 'up' ? up : down;
          const change = { way, before: mean, after: sum / count, since: seen - count } as const;
          ({ n, mean, squares, up, down } = fresh);
          return change;
        }
      }
      n++;
      const gap = value - mean;
      mean += gap / n;
      squares += gap * (value - mean);
      return null;
    },
    toState: () => ({ kind: 'page-hinkley', design, seen, n, mean, squares, up, down }),
  };
}
