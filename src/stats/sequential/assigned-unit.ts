import { requireRange } from '../require-range.ts';

/** One unit of randomised traffic, once its outcome is known. */
export interface AssignedUnit {
  /** True when the challenger answered, false for the champion. */
  readonly treated: boolean;
  /** The probability, fixed before the draw, with which this unit was to be given the challenger. */
  readonly propensity: number;
  /** 0 to 1. Whether lower or higher is better is said once, in the design. */
  readonly outcome: number;
  /** Outcome expected of this unit without looking at it or at who answered, 0 to 1: a forecast from features sharpens the test. @default the running mean */
  readonly centre?: number;
}

/** A block of units with 0/1 outcomes and one propensity: counts suffice. */
export interface AssignedBlock {
  readonly propensity: number;
  readonly treated: { readonly units: number; readonly events: number };
  readonly control: { readonly units: number; readonly events: number };
  readonly centre?: number;
}

/** What the past says of outcomes; plain JSON. */
export type OutcomeHistory = {
  readonly units: number;
  readonly outcomes: number;
  /** Σ (outcome - centre)². */
  readonly scatter: number;
};

/** Weight of the prior mean and of the prior variance ¼, in units. */
const PRIOR_UNITS = 20;

/** The outcome to expect of the next unit, and its variance, from the past alone. */
export function forecast(history: OutcomeHistory, priorMean: number): { readonly centre: number; readonly variance: number } {
  const weight = history.units + PRIOR_UNITS;
  return { centre: (history.outcomes + PRIOR_UNITS * priorMean) / weight, variance: (history.scatter + PRIOR_UNITS / 4) / weight };
}

const isShare = (value: number | undefined): boolean => value === undefined || (value >= 0 && value <= 1);

/** Throws STATS_OUT_OF_RANGE unless the propensity, the outcome and the centre are probabilities. */
export function requireUnit(unit: { readonly propensity: number; readonly outcome?: number; readonly centre?: number }): void {
  if (isShare(unit.propensity) && isShare(unit.outcome) && isShare(unit.centre)) return;
  for (const what of ['propensity', 'outcome', 'centre'] as const) requireRange(isShare(unit[what]), what, { value: unit[what], must: 'between 0 and 1' });
}
