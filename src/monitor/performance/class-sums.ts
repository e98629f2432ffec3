import type { Unit } from '../../serve/index.ts';
import { classLosses, type Measured, measureConfusion, normalInterval } from '../../stats/index.ts';
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
}

/** Sums that are being made. */
export interface OpenClasses {
  readonly names: readonly string[];
  readonly confusion: number[];
  readonly loss: [sum: number, squares: number];
}

/** No units. */
export const noClasses = (names: readonly string[]): OpenClasses => ({ names, confusion: names.flatMap(() => names.map(() => 0)), loss: [0, 0] });

/** Adds an answer whose outcome is known: a place among the names. One of a class that is not among them counts as none. */
export function addAnswer(sums: OpenClasses, { predicted, probabilities }: Pick<Unit, 'predicted' | 'probabilities'>, outcome: number): void {
  const { names, confusion, loss } = sums;
  const said = names.indexOf(predicted ?? '');
  if (said < 0) return;
  confusion[outcome * names.length + said]!++;
  const [lost] = classLosses({ classes: names.length, labels: [outcome], probabilities: classScores([probabilities], names) });
  loss[0] += lost!;
  loss[1] += lost! * lost!;
}

/** Sums of two stretches: of the newer one's classes where they are not the same. */
export function mergeClasses(a: ClassSums, b: ClassSums): OpenClasses {
  const merged = noClasses(b.names);
  for (const { names, confusion, loss } of [a, b]) {
    if (names.join('\n') !== b.names.join('\n')) continue;
    confusion.forEach((count, i) => (merged.confusion[i]! += count));
    merged.loss[0] += loss[0];
    merged.loss[1] += loss[1];
  }
  return merged;
}

/** Metrics of the sums with their intervals, and each class by itself. */
export function reportClasses({ names, confusion, loss }: ClassSums): { readonly metrics: Figure[]; readonly classes: ClassesReport } {
  const rows = confusion.reduce((sum, count) => sum + count, 0);
  const { metrics, byClass } = measureConfusion({ classes: names.length, counts: Float64Array.from(confusion), rows });
  return {
    metrics: toFigures({ ...metrics, logLoss: meanOf(loss, rows) }),
    classes: byClass.map(({ support, predicted, ...figures }, k) => ({ name: names[k]!, rows: support, predicted, metrics: toFigures(figures) })),
  };
}

function meanOf([sum, squares]: ClassSums['loss'], rows: number): Measured {
  const mean = sum / rows;
  return normalInterval(mean, Math.sqrt(Math.max(0, squares / rows - mean * mean) / Math.max(1, rows - 1)), { alpha: 0.05, range: [0, Infinity] });
}
