/** What a wrong decision costs, in the business's own unit, each between 0 and 1 per unit decided. */
export interface DecisionCost {
  /** Decisions of the rules that count as acting; every other decision counts as leaving it alone. */
  readonly act: readonly string[];
  /** Not acting on a unit whose label turns out 1. */
  readonly missed: number;
  /** Acting on a unit whose label turns out 0. */
  readonly needless: number;
}

/** What a wrong number costs: nothing when it is right, 1 when it is wrong by `limit` or more. So bounded, one absurd outcome cannot decide a trial. */
export interface ErrorCost {
  /** The size of an error from which on it costs 1, in the outcome's unit. */
  readonly limit: number;
  /** How the cost grows up to there: with the error, or with its square. @default 'linear' */
  readonly grows?: 'linear' | 'squared';
}

/** What a wrong class costs, 0 … 1 per unit answered; a right one costs nothing. */
export interface ClassCost {
  /** The classes, and what it costs to answer another where that one comes true: `{ setosa: 1, versicolor: 1, virginica: 0.5 }`. */
  readonly wrong: Readonly<Record<string, number>>;
  /** Decisions of the rules that do without the predicted class, and what each costs whatever comes true: `{ 'ask a person': 0.2 }`. @default none */
  readonly instead?: Readonly<Record<string, number>>;
}

/** What being wrong costs: by decisions where the question has two labels, by errors where it is for a number, by classes where it is for one of several. */
export type Cost = DecisionCost | ErrorCost | ClassCost;

/** What was answered to one unit. */
export interface Answered {
  readonly score: number;
  readonly decision: string;
  /** The most probable class, where one of several is asked for. */
  readonly predicted?: string | null;
}

export const isErrorCost = (cost: Cost): cost is ErrorCost => 'limit' in cost;

export const isClassCost = (cost: Cost): cost is ClassCost => 'wrong' in cost;

/** The classes that are told apart, in the order of their names: outcomes and scores are counted in it. Empty where none are. */
export const classesOf = (cost: Cost): readonly string[] => (isClassCost(cost) ? Object.keys(cost.wrong).sort() : []);

/** True when the decision acts; nothing acts where the answer is a number or a class. */
export const acts = (cost: Cost, decision: string): boolean => 'act' in cost && cost.act.includes(decision);

/** The cost of one answer once its outcome is known, 0 … 1: 0 when right. Of several classes the outcome is a place in `classesOf`. */
export function costOf(cost: Cost, { score, decision, predicted }: Answered, outcome: number): number {
  if (isErrorCost(cost)) return costOfError(cost, score - outcome);
  if (isClassCost(cost)) return cost.instead?.[decision] ?? costOfClass(cost, predicted ?? null, outcome);
  if (acts(cost, decision)) return outcome === 1 ? 0 : cost.needless;
  return outcome === 1 ? cost.missed : 0;
}

/** The cost of an error. */
export function costOfError({ limit, grows = 'linear' }: ErrorCost, error: number): number {
  const share = Math.min(1, Math.abs(error) / limit);
  return grows === 'squared' ? share * share : share;
}

/** The cost of answering this class. */
export function costOfClass(cost: ClassCost, predicted: string | null, outcome: number): number {
  const came = classesOf(cost)[outcome]!;
  return predicted === came ? 0 : cost.wrong[came]!;
}

/** The most that one unit can cost. */
export function dearest(cost: Cost): number {
  if (isErrorCost(cost)) return 1;
  return isClassCost(cost) ? Math.max(...Object.values(cost.wrong), ...Object.values(cost.instead ?? {})) : Math.max(cost.missed, cost.needless);
}

/** By what differences of scores are large or small: 1 for probabilities, `limit` for numbers. */
export const scaleOf = (cost: Cost): number => (isErrorCost(cost) ? cost.limit : 1);

/** Rates that a guardrail can watch, each per unit: of decisions, acting needlessly, missing, acting at all; of numbers, answering too much or too little by the cost's limit or more; of classes, answering another than came true, doing without the answer. */
export const GUARDED_RATES = ['needless', 'missed', 'act', 'over', 'under', 'wrong', 'instead'] as const;
export type GuardedRate = (typeof GUARDED_RATES)[number];

/** Rates that can be watched where being wrong costs so. */
export const guardedRatesOf = (cost: Cost): readonly GuardedRate[] =>
  isErrorCost(cost) ? ['over', 'under'] : isClassCost(cost) ? ['wrong', 'instead'] : ['needless', 'missed', 'act'];

/** The 0/1 event of a guarded rate for one answered unit: 1 is the unwanted one. */
export function guardedOutcome(rate: GuardedRate, cost: Cost, { answered, outcome }: { readonly answered: Answered; readonly outcome: number }): 0 | 1 {
  const acted = acts(cost, answered.decision);
  const error = answered.score - outcome;
  const limit = scaleOf(cost);
  switch (rate) {
    case 'needless':
      return acted && outcome === 0 ? 1 : 0;
    case 'missed':
      return !acted && outcome === 1 ? 1 : 0;
    case 'act':
      return acted ? 1 : 0;
    case 'over':
      return error >= limit ? 1 : 0;
    case 'under':
      return -error >= limit ? 1 : 0;
    case 'wrong':
      return classesOf(cost)[outcome] === answered.predicted || doesWithout(cost, answered.decision) ? 0 : 1;
    case 'instead':
      return doesWithout(cost, answered.decision) ? 1 : 0;
  }
}

/** True when a decision does without the predicted class. */
const doesWithout = (cost: Cost, decision: string): boolean => isClassCost(cost) && cost.instead?.[decision] !== undefined;

/** The score at and above which acting is cheaper than leaving alone, for a calibrated score: needless / (needless + missed). */
export const costOptimalThreshold = (cost: DecisionCost): number => cost.needless / (cost.needless + cost.missed);
