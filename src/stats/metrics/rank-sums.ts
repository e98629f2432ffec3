import { type Measured, normalInterval, UNKNOWN } from './measured.ts';
import type { OneVsRest } from './one-vs-rest-auc.ts';
import { rankMasses } from './rank-masses.ts';

/** Rows by the step of log odds that a class has in them: rows of other classes, and of the class itself. Steps without rows are left out; sums merge by adding. */
export type RankSums = Readonly<Record<string, readonly [others: number, own: number]>>;

/** Sums that are being made. */
export type OpenRankSums = Record<string, [others: number, own: number]>;

/** Steps of log odds of an eighth, and as far as they reach: 1 in 22,000. Areas from them are off by some 1e-4. */
const STEPS = 8;
const REACH = 10;

/** Adds a row by the probability of the class; what is rounded beyond 0 or 1 counts as that. */
export function addRank(sums: OpenRankSums, probability: number, isOwn: boolean): void {
  const odds = Math.log(Math.max(0, probability) / Math.max(0, 1 - probability));
  const step = Math.round(STEPS * Math.max(-REACH, Math.min(REACH, odds)));
  (sums[step] ??= [0, 0])[isOwn ? 1 : 0]++;
}

/** Adds the rows of other sums. */
export function addRanks(sums: OpenRankSums, more: RankSums): void {
  for (const [step, [others, own]] of Object.entries(more)) {
    const sum = (sums[step] ??= [0, 0]);
    sum[0] += others;
    sum[1] += own;
  }
}

/**
 * As `oneVsRestAuc`, from sums. Which steps of several classes a row is on is not known: the mean's error is taken to be the mean of the errors,
 * which it is at most (the deviation of a sum is no more than the sum of deviations).
 */
export function areasOfRanks(classes: readonly RankSums[], alpha = 0.05): OneVsRest {
  const each = classes.map((sums) => areaOf(sums));
  const of = ({ area, error }: Area): Measured => (Number.isNaN(area) ? UNKNOWN : normalInterval(area, error, { alpha, range: [0, 1] }));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { each: each.map(of), macro: of({ area: mean(each.map(({ area }) => area)), error: mean(each.map(({ error }) => error)) }) };
}

interface Area {
  readonly area: number;
  readonly error: number;
}

/** The area and DeLong's error, as in `oneVsRestAuc`: rows of a step and a side have the same influence. */
function areaOf(sums: RankSums): Area {
  const steps = Object.entries(sums);
  const scores = Float64Array.from(steps.flatMap(([step]) => [Number(step), Number(step)]));
  const truths = Float64Array.from(scores, (_, i) => i % 2);
  const weights = Float64Array.from(steps.flatMap(([, rows]) => rows));
  const { auc: area, positives, negatives, below, above } = rankMasses(scores, truths, { weights });
  const squares = weights.reduce((sum, rows, i) => {
    const influence = truths[i] === 1 ? (below[i]! / negatives - area) / positives : (above[i]! / positives - area) / negatives;
    return sum + rows * influence * influence;
  }, 0);
  return { area, error: Math.sqrt(squares) };
}
