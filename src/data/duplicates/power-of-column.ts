import { auc, aucInterval } from '../../stats/index.ts';
import { cutColumn } from '../slices/cut-column.ts';
import type { TableColumn } from '../tables/table.ts';

/** A column and the label beside it, of both sides. */
export interface LabelledColumn {
  /** Training rows first, then test rows. */
  readonly column: TableColumn;
  readonly labels: Uint8Array;
  readonly trainRows: number;
}

/** Rows that a class of values is taken to have beside its own, at the overall rate: rare ones say little. */
const PRIOR = 5;

/**
 * How well one column tells the label: the rate of the label in each class of its values (deciles, hours, weekdays) among the training rows, as a score on the test rows, and an interval that misses it with a chance of `alpha`.
 * Undefined where the test rows have one label only.
 */
export function powerOfColumn({ column, labels, trainRows }: LabelledColumn, alpha: number): { readonly auc: number; readonly interval: readonly [number, number] } | undefined {
  const tested = labels.subarray(trainRows);
  if (!tested.includes(0) || !tested.includes(1)) return undefined;
  let best: { auc: number; scores: Float64Array } | undefined;
  for (const { codes, levels } of cutColumn(column)) {
    const rows = new Float64Array(levels);
    const ones = new Float64Array(levels);
    let all = 0;
    for (let row = 0; row < trainRows; row++) {
      rows[codes[row]!]!++;
      ones[codes[row]!]! += labels[row]!;
      all += labels[row]!;
    }
    const rate = all / Math.max(1, trainRows);
    const scores = Float64Array.from(tested, (_, i) => (ones[codes[trainRows + i]!]! + PRIOR * rate) / (rows[codes[trainRows + i]!]! + PRIOR));
    const area = auc(scores, tested);
    if (best === undefined || area > best.auc) best = { auc: area, scores };
  }
  if (best === undefined) return undefined;
  const [low, high] = aucInterval(best.scores, tested, alpha);
  return { auc: best.auc, interval: [low, high] };
}
