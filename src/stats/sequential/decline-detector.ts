import type { JsonValue } from '../../kernel/index.ts';
import { requireRange } from '../require-range.ts';
import { statsErrors } from '../stats.errors.ts';

/** What is watched for, and how often it may be cried in vain. */
export interface DeclineDesign {
  /** A mean excess up to this is no decline. */
  readonly tolerance: number;
  /** How far beyond the tolerance a decline is that matters; it is found soonest. */
  readonly effect: number;
  /** Without a decline there is on average at most one alarm in so many windows. @default 1000 */
  readonly windows?: number;
}

/** What the detector remembers; plain JSON. */
export type DeclineState = {
  readonly kind: 'decline';
  readonly design: Required<DeclineDesign>;
  /** Natural logarithm of the detector's statistic. */
  readonly level: number;
  readonly n: number;
  readonly squares: number;
};

/** A verdict after one more window. */
export interface DeclineReading {
  /** Natural logarithm of the statistic; an alarm from ln(windows) on. */
  readonly level: number;
  readonly alarm: boolean;
}

/** Watches the units of window after window for a decline. */
export interface DeclineDetector {
  /** Takes the units of the next window in any order: by how much each lost more than was promised, in [-1, 1]. Throws STATS_OUT_OF_RANGE. */
  push(excess: Float64Array): DeclineReading;
  toState(): DeclineState;
}

/** A level this far above the alarm is not exceeded, so that a recovery is seen after a few windows. */
const HEADROOM = 5;

/**
 * An e-detector of the Shiryaev-Roberts kind (Shin, Ramdas & Rinaldo, "E-detectors", New England Journal of Statistics in Data Science 2024): M ← (M + 1) · L, where L is the product over the window's
 * units of 1 + λ (x - tolerance), with a bet λ that is fixed before the window. As long as no unit's expected excess, given the windows before, is beyond the tolerance, M minus the windows seen is
 * a supermartingale, so the mean number of windows to an alarm at M ≥ c is at least c, and of k windows an alarm comes with a chance of at most k/c. Looking at every window costs nothing.
 * @example
 * const watch = createDeclineDetector({ tolerance: 0.01, effect: 0.02 });
 * watch.push(excessOfThisWindow).alarm;
 */
export const createDeclineDetector = (design: DeclineDesign): DeclineDetector => start({ windows: 1_000, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another test. */
export function resumeDeclineDetector(state: JsonValue): DeclineDetector {
  const stored = state as DeclineState | null;
  if (stored?.kind !== 'decline') throw statsErrors.STATE_UNKNOWN({ test: 'a detector of declines', kind: stored?.kind });
  return start(stored.design, stored);
}

function start(design: Required<DeclineDesign>, from: DeclineState | undefined): DeclineDetector {
  const { tolerance, effect, windows } = design;
  requireRange(tolerance >= 0 && tolerance < 1, 'tolerance', { value: tolerance, must: 'at least 0 and below 1' });
  requireRange(effect > 0 && effect < 1, 'effect', { value: effect, must: 'between 0 and 1' });
  requireRange(windows > 1, 'windows', { value: windows, must: 'more than 1' });
  let level = from?.level ?? -Infinity;
  let n = from?.n ?? 0;
  let squares = from?.squares ?? 0;
  const threshold = Math.log(windows);
  return {
    push(excess) {
      // Kelly's bet on a mean of `effect` beyond the tolerance; one unit's worth of caution to begin with. Small enough that no unit can lose all.
      const variance = (0.25 + squares) / (1 + n);
      const bet = Math.min(0.5, effect / (variance + effect * effect));
      let growth = 0;
      for (let i = 0; i < excess.length; i++) {
        const x = excess[i]!;
        requireRange(Math.abs(x) <= 1, `excess ${i}`, { value: x, must: 'within ±1' });
        growth += Math.log1p(bet * (x - tolerance));
        squares += (x - tolerance) ** 2;
      }
      n += excess.length;
      // ln((M + 1) L), without overflow.
      const before = Math.max(level, 0) + Math.log1p(Math.exp(-Math.abs(level)));
      level = Math.min(threshold + HEADROOM, before + growth);
      return { level, alarm: level >= threshold };
    },
    toState: () => ({ kind: 'decline', design, level: Number.isFinite(level) ? level : -1e300, n, squares }),
  };
}
