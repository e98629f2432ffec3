import type { Interval } from '../kernel/index.ts';

/** How a model did on rows it has not seen. Costs are per unit, in the scope's terms, at the cost-optimal threshold. */
export interface Evaluation {
  readonly rows: number;
  readonly interval: Interval;
  readonly positiveRate: number;
  readonly auc: number;
  /** 95 % interval. */
  readonly aucInterval: readonly [number, number];
  readonly logLoss: number;
  /** Mean score minus positive rate. */
  readonly calibrationGap: number;
  readonly cost: number;
  readonly baseline: { readonly auc: number; readonly cost: number };
  readonly slices: readonly SliceEvaluation[];
  /** What would be lost if a raw column carried no information: AUC and cost after its values are shuffled. */
  readonly harm: readonly { readonly column: string; readonly auc: number; readonly cost: number }[];
}

export interface SliceEvaluation {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
  readonly auc: number;
  readonly baselineAuc: number;
}

/** How far single days of the training data lie from the whole: what natural change looks like, column by column. */
export interface NaturalVariation {
  readonly column: string;
  /** One distance a day (total variation over the reference's bins, in 0..1). */
  readonly distances: readonly number[];
  /** The largest share of one exact value on each day. */
  readonly topShares: readonly number[];
  readonly missingRates: readonly number[];
  readonly unseenRates: readonly number[];
}
