import type { JsonValue } from '../../kernel/index.ts';
import type { Bounds } from '../bounds.ts';
import { requireRange } from '../require-range.ts';
import { statsErrors } from '../stats.errors.ts';
import { type AssignedUnit, forecast, type OutcomeHistory, requireUnit } from './assigned-unit.ts';
import { bernsteinInterval, type BernsteinState, NO_OBSERVATIONS, observe } from './empirical-bernstein.ts';

/** How the effect is to be reported. */
export type EffectDesign = {
  /** The interval misses the effect, at any time at all, with at most this chance. @default 0.05 */
  readonly alpha?: number;
  /** Mean outcome expected before any unit is seen. @default 0.5 */
  readonly priorMean?: number;
};

/** The effect so far. */
export interface EffectReading {
  readonly n: number;
  /** Mean outcome under the challenger minus under the champion, whichever is better: for losses a negative effect is good. 0 before the first unit. */
  readonly effect: number;
  /** Covers the averaged effect with 1 - alpha, at all times at once. */
  readonly interval: Bounds;
}

/** What an effect estimate remembers: plain JSON. */
export type EffectState = {
  readonly kind: 'effect';
  readonly design: Required<EffectDesign>;
  readonly history: OutcomeHistory;
  readonly bernstein: BernsteinState;
};

/** A running estimate of the effect of answering with the challenger. */
export interface EffectEstimate {
  /** Takes the next unit, in order of assignment and matured, as a randomisation test does. */
  push(unit: AssignedUnit): void;
  reading(): EffectReading;
  toState(): EffectState;
}

/**
 * The effect on randomised traffic with an interval that holds at every look, also under a ramp and a moving baseline: for people to see, where
 * the verdict comes from the test. The augmented inverse-propensity score (W - π)(Y - m) / (π(1 - π)) of each unit is unbiased for its effect;
 * averaging them with weights λπ(1 - π), most where the draw tells most, keeps every term bounded for any π, and the empirical Bernstein sequence
 * applies to the numerator Σ λ(W - π)(Y - m) (see `observe`). What is covered is the effect averaged with those weights.
 */
export const createEffectEstimate = (design: EffectDesign = {}): EffectEstimate => start({ alpha: 0.05, priorMean: 0.5, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another test. */
export function resumeEffectEstimate(state: JsonValue): EffectEstimate {
  const stored = state as EffectState | null;
  if (stored?.kind !== 'effect') throw statsErrors.STATE_UNKNOWN({ test: 'an effect estimate', kind: stored?.kind });
  return start(stored.design, stored);
}

function start(design: Required<EffectDesign>, from: EffectState | undefined): EffectEstimate {
  const { alpha, priorMean } = design;
  requireRange(alpha > 0 && alpha < 1, 'alpha', { value: alpha, must: 'between 0 and 1' });
  let history = from?.history ?? { units: 0, outcomes: 0, scatter: 0 };
  let bernstein = from?.bernstein ?? NO_OBSERVATIONS;
  return {
    push(unit) {
      requireUnit(unit);
      const { propensity, outcome } = unit;
      const centre = unit.centre ?? forecast(history, priorMean).centre;
      const value = ((unit.treated ? 1 : 0) - propensity) * (outcome - centre);
      bernstein = observe(bernstein, alpha, { value, centre: 0, weight: propensity * (1 - propensity), spread: value * value });
      history = { units: history.units + 1, outcomes: history.outcomes + outcome, scatter: history.scatter + (outcome - centre) ** 2 };
    },
    reading() {
      const { estimate, interval } = bernsteinInterval(bernstein, alpha);
      return { n: history.units, effect: estimate, interval: [Math.max(-1, interval[0]), Math.min(1, interval[1])] };
    },
    toState: () => ({ kind: 'effect', design, history, bernstein }),
  };
}
