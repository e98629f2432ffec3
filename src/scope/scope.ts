/** What a wrong decision costs, in the business's own unit, each between 0 and 1 per unit decided. */
export interface DecisionCost {
  /** Decisions of the rules that count as acting; every other decision counts as leaving it alone. */
  readonly act: readonly string[];
  /** Not acting on a unit whose label turns out 1. */
  readonly missed: number;
  /** Acting on a unit whose label turns out 0. */
  readonly needless: number;
}

/** Rates that a guardrail can watch, each per unit: acting needlessly, missing, acting at all. */
export const GUARDED_RATES = ['needless', 'missed', 'act'] as const;
export type GuardedRate = (typeof GUARDED_RATES)[number];

/** A promise that a challenger must not break while it is tried on live traffic. */
export interface Guardrail {
  /** Names it in reports. */
  readonly name: string;
  /** What is watched: acting on a label 0, leaving a label 1 alone, acting at all. */
  readonly rate: GuardedRate;
  /** How much higher than the champion's the rate may be, in absolute terms. @default 0 */
  readonly allowedIncrease?: number;
}

/** The intention of a project: why the model exists and how its worth is judged. */
export interface Scope {
  /** What the model is asked, in one sentence that everybody understands. */
  readonly question: string;
  /** The metric on data the model has not seen, and the value it must reach. */
  readonly metric: {
    /** The area under the ROC curve: the chance that a unit whose label is 1 scores higher than one whose label is 0. */
    readonly name: 'auc';
    /** Below it, nothing is released. */
    readonly goal: number;
  };
  /** The simple rule to beat: the label's rate by these features, with rare groups shrunk to the overall rate. */
  readonly baseline: {
    /** Names of features or raw inputs. */
    readonly rateBy: readonly string[];
  };
  readonly cost: DecisionCost;
  readonly guardrails: readonly Guardrail[];
  /** Who answers for it, by role: `{ business: 'Ops', engineering: 'ML' }`. */
  readonly owners: Readonly<Record<string, string>>;
}

/** True when the decision acts. */
export const acts = (cost: DecisionCost, decision: string): boolean => cost.act.includes(decision);

/** The cost of one decision once its label is known: 0 when right. */
export function costOf(cost: DecisionCost, decision: string, label: 0 | 1): number {
  if (acts(cost, decision)) return label === 1 ? 0 : cost.needless;
  return label === 1 ? cost.missed : 0;
}

/** The 0/1 outcome of a guarded rate for one decided unit: 1 is the unwanted event. */
export function guardedOutcome(rate: GuardedRate, acted: boolean, label: 0 | 1): 0 | 1 {
  switch (rate) {
    case 'needless':
      return acted && label === 0 ? 1 : 0;
    case 'missed':
      return !acted && label === 1 ? 1 : 0;
    case 'act':
      return acted ? 1 : 0;
  }
}

/** The score at and above which acting is cheaper than leaving alone, for a calibrated score: needless / (needless + missed). */
export const costOptimalThreshold = (cost: DecisionCost): number => cost.needless / (cost.needless + cost.missed);
