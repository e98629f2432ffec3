import type { Unit } from '../../serve/index.ts';
import { addRank, addRanks, areasOfRanks, classLosses, type Measured, measureConfusion, normalInterval, type OpenRankSums, type RankSums } from '../../stats/index.ts';
import { type Figure, toFigures } from '../../train/index.ts';
import type { ClassesReport } from '../window.ts';
import { classScores } from './class-scores.ts';

/** What is kept of labelled answers of several classes. Sums of one list of classes merge by adding. */
export interface ClassSums {
  readonly names: readonly string[];
  /** Units by the class that came true, then by the predicted one, row after row. */
  readonly confusion: readonly number[];
  /** Of the log loss, and of its square. */
  readonly loss: readonly [sum: number, squares: number];
  /** By class, how its rows and all others are ranked by its probability; sums of older versions do not have them. */
  readonly ranks?: readonly RankSums[];
}

/** Sums that are being made. */
export interface OpenClasses {
  readonly names: readonly string[];
  readonly confusion: number[];
  readonly loss: [sum: number, squares: number];
  ranks?: OpenRankSums[];
}

/** No units. */
export const noClasses = (names: readonly string[]): OpenClasses => ({ names, confusion: names.flatMap(() => names.map(() => 0)), loss: [0, 0], ranks: names.map(() => ({})) });

/** Adds an answer whose outcome is known: a place among the names. One of a class that is not among them counts as none. */
export function addAnswer(sums: OpenClasses, { predicted, probabilities }: Pick<Unit, 'predicted' | 'probabilities'>, outcome: number): void {
  const { names, confusion, loss, ranks = [] } = sums;
  const said = names.indexOf(predicted ?? '');
  if (said < 0) return;
  confusion[outcome * names.length + said]!++;
  const scores = classScores([probabilities], names);
  const [lost] = classLosses({ classes: names.length, labels: [outcome], probabilities: scores });
  loss[0] += lost!;
  loss[1] += lost! * lost!;
  ranks.forEach((of, k) => addRank(of, scores[k]!, k === outcome));
}

/** Sums of two stretches: of the newer one's classes where they are not the same. */
export function mergeClasses(a: ClassSums, b: ClassSums): OpenClasses {
  const merged = noClasses(b.names);
  for (const { names, confusion, loss, ranks } of [a, b]) {
    if (names.join('\n') !== b.names.join('\n')) continue;
    confusion.forEach((count, i) => (merged.confusion[i]! += count));
    merged.loss[0] += loss[0];
    merged.loss[1] += loss[1];
    if (ranks === undefined) delete merged.ranks;
    else merged.ranks?.forEach((of, k) => addRanks(of, ranks[k]!));
  }
  return merged;
}

/** Metrics of the sums with their intervals, and each class by itself. */
export function reportClasses({ names, confusion, loss, ranks }: ClassSums): { readonly metrics: Figure[]; readonly classes: ClassesReport } {
  const rows = confusion.reduce((sum, count) => sum + count, 0);
  const { metrics, byClass } = measureConfusion({ classes: names.length, counts: Float64Array.from(confusion), rows });
  const areas = ranks && areasOfRanks(ranks);
  return {
    metrics: toFigures({ ...metrics, ...(areas && { auc: areas.macro }), logLoss: meanOf(loss, rows) }),
    classes: byClass.map(({ support, predicted, ...figures }, k) => ({
      name: names[k]!,
      rows: support,
      predicted,
      metrics: toFigures({ ...figures, ...(areas && { auc: areas.each[k]! }) }),
    })),
  };
}

function meanOf([sum, squares]: ClassSums['loss'], rows: number): Measured {
  const mean = sum / rows;
  return normalInterval(mean, Math.sqrt(Math.max(0, squares / rows - mean * mean) / Math.max(1, rows - 1)), { alpha: 0.05, range: [0, Infinity] });
}
