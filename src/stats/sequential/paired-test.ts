import type { Bounds } from '../bounds.ts';
import type { JsonValue } from '../../kernel/index.ts';
import { requireRange } from '../require-range.ts';
import { statsErrors } from '../stats.errors.ts';
import { boundedExp, type ClaimState, tryClaim } from './claim.ts';
import { bernsteinInterval, type BernsteinState, NO_OBSERVATIONS, observe } from './empirical-bernstein.ts';

/** How a challenger is tried on units that both models answer. */
export type PairedDesign = {
  /** Chance of calling a challenger superior that is not. @default 0.05 */
  readonly alpha?: number;
  /** No improvement can be larger than this, either way: the dearest mistake. In the unit of the losses. */
  readonly bound: number;
  /** The mean improvement per unit worth having, > 0. In the unit of the losses. */
  readonly minimumEffect: number;
  /** Chance of giving up on a challenger that has the minimum effect; 0 never gives up. @default 1/7 */
  readonly futility?: number;
};

/** Where a paired trial stands. */
export interface PairedReading {
  readonly n: number;
  /** Mean improvement so far: positive is good for the challenger. */
  readonly mean: number;
  /** Covers the mean improvement with 1 - alpha, at all times at once. */
  readonly interval: Bounds;
  /** Evidence against "no better on average"; 1/alpha decides. */
  readonly eValue: number;
  /** Evidence against "better by the minimum effect or more"; 1/futility decides. */
  readonly futilityEValue: number;
  /** Anytime-valid: 1 / the largest e-value so far. */
  readonly pValue: number;
  readonly verdict: 'running' | 'superior' | 'futile';
  /** Number of units at the verdict; it is final, later units only move the numbers. */
  readonly decidedAt: number | null;
}

/** What a paired trial remembers: plain JSON. */
export type PairedState = {
  readonly kind: 'paired';
  readonly design: Required<PairedDesign>;
  readonly sum: number;
  readonly squares: number;
  readonly claim: ClaimState;
  readonly bernstein: BernsteinState;
};

/** A sequential test on paired losses. */
export interface PairedTest {
  /**
   * Takes the next unit: **loss of the champion minus loss of the challenger** on it, so a positive number speaks for the challenger.
   * Units must come in order of assignment and only once matured: taking labels as they arrive is biased when their delay depends on their value.
   * Throws STATS_OUT_OF_RANGE beyond the bound.
   */
  push(improvement: number): void;
  reading(): PairedReading;
  toState(): PairedState;
}

/**
 * Is the challenger better on the same units? One-sided test of "its mean improvement is ≤ 0", by betting on bounded differences
 * (Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting", JRSS-B 2024), with a mirrored test that stops for futility.
 * Valid whenever one looks; the null is that no unit's expected improvement, given the past, is positive.
 * @example
 * const trial = createPairedTest({ bound: 1, minimumEffect: 0.002 });
 * trial.push(championLoss - challengerLoss);
 * trial.reading().verdict; // 'running' until 'superior' or 'futile'
 */
export const createPairedTest = (design: PairedDesign): PairedTest => start({ alpha: 0.05, futility: 1 / 7, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another test. */
export function resumePairedTest(state: JsonValue): PairedTest {
  const stored = state as PairedState | null;
  if (stored?.kind !== 'paired') throw statsErrors.STATE_UNKNOWN({ test: 'a paired test', kind: stored?.kind });
  return start(stored.design, stored);
}

function start(design: Required<PairedDesign>, from: PairedState | undefined): PairedTest {
  const { alpha, bound, minimumEffect, futility } = design;
  requireRange(bound > 0 && Number.isFinite(bound), 'bound', { value: bound, must: 'more than 0' });
  requireRange(minimumEffect > 0 && minimumEffect < bound, 'minimumEffect', { value: minimumEffect, must: `between 0 and the bound, ${bound}` });
  const trial = tryClaim({ nothing: 0, enough: minimumEffect, alpha, futility }, from?.claim);
  let sum = from?.sum ?? 0;
  let squares = from?.squares ?? 0;
  let bernstein = from?.bernstein ?? NO_OBSERVATIONS;
  return {
    push(improvement) {
      if (!(Math.abs(improvement) <= bound * (1 + 1e-12))) throw statsErrors.OUT_OF_RANGE({ what: 'improvement', value: improvement, must: `within ±${bound}` });
      const n = bernstein.n;
      // Mean square, from the past alone; one unit's worth of caution to begin with.
      const variance = (squares + bound * bound) / (n + 1);
      trial.settle({ weight: 1, variance, reach: bound }, [{ value: improvement, count: 1 }], n + 1);
      bernstein = observe(bernstein, alpha, scaled(improvement, { bound, sum, n }));
      sum += improvement;
      squares += improvement * improvement;
    },
    reading() {
      const { n } = bernstein;
      const { peak, verdict, decidedAt } = trial.state;
      const unit = bernsteinInterval(bernstein, alpha).interval;
      return {
        n,
        mean: n === 0 ? 0 : sum / n,
        interval: [Math.max(-bound, (2 * unit[0] - 1) * bound), Math.min(bound, (2 * unit[1] - 1) * bound)],
        eValue: boundedExp(trial.proof),
        futilityEValue: boundedExp(trial.refutation),
        pValue: Math.min(1, Math.exp(-peak)),
        verdict: verdict === 'proven' ? 'superior' : verdict === 'refuted' ? 'futile' : 'running',
        decidedAt,
      };
    },
    toState: () => ({ kind: 'paired', design, sum, squares, claim: trial.state, bernstein }),
  };
}

/** The improvement on [0, 1], with the regularised running means before and after it (as confseq does). */
function scaled(improvement: number, { bound, sum, n }: { bound: number; sum: number; n: number }) {
  const onUnit = (total: number, count: number): number => (0.5 + (total / bound + count) / 2) / (count + 1);
  const value = (improvement / bound + 1) / 2;
  const centre = onUnit(sum, n);
  const after = onUnit(sum + improvement, n + 1);
  return { value, centre, weight: 1, spread: (value - after) ** 2 };
}
