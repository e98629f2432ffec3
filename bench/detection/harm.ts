import type { Batch, BatchColumn } from '../../src/data/index.ts';
import { DAY, HOUR } from '../../src/kernel/index.ts';
import type { TreeEnsemble } from '../../src/model/index.ts';
import { auc } from '../../src/stats/index.ts';
import { trainGradientBoosting } from '../../src/train/trainers/index.ts';
import type { LabelledBatch } from './table.ts';

/** What a corruption costs a model from here on is harm. */
export const HARMFUL = 0.01;

/** A small model of a table: the AUC that it has on a batch. */
export type Judge = (of: LabelledBatch) => number;

/** Trains our own boosting on a reference; texts by the label's mean rate, times by hour and weekday, as the examples do. */
export async function trainJudge({ batch, labels }: LabelledBatch): Promise<Judge> {
  const encoders = batch.columns.map((column) => encoderOf(column, labels));
  const encode = (of: Batch): Float32Array[] => of.columns.flatMap((column, i) => encoders[i]!(column));
  const columns = encode(batch);
  const table = { features: columns.map((_, i) => `f${i}`), rows: batch.rows, columns, labels };
  const model = await trainGradientBoosting(table, { trees: 60, leaves: 15, learningRate: 0.1, minLeaf: 50 });
  return (of) => auc(scoreRows(model, encode(of.batch)), of.labels);
}

/** A text column with more distinct values than this share of the rows is left out. */
const KEYS = 0.1;

type Encoder = (column: BatchColumn) => Float32Array[];

function encoderOf(reference: BatchColumn, labels: Uint8Array): Encoder {
  if (reference.kind === 'timestamp')
    return ({ values }) => [
      Float32Array.from(values as Float64Array, (at) => Math.floor((at % DAY) / HOUR)),
      Float32Array.from(values as Float64Array, (at) => (Number.isNaN(at) ? NaN : new Date(at).getUTCDay())),
    ];
  if (reference.kind !== 'string') return ({ values }) => [Float32Array.from(values as Float64Array)];
  // A key tells nothing of new rows, but learns the labels of old ones by heart.
  if (new Set(reference.values).size > KEYS * labels.length) return () => [];
  const base = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const sums = new Map<string | null, { rows: number; positives: number }>();
  reference.values.forEach((text, row) => {
    const { rows, positives } = sums.get(text) ?? { rows: 0, positives: 0 };
    sums.set(text, { rows: rows + 1, positives: positives + labels[row]! });
  });
  const rate = (text: string | null): number => {
    const { rows, positives } = sums.get(text) ?? { rows: 0, positives: 0 };
    return (positives + 20 * base) / (rows + 20);
  };
  return ({ values }) => [Float32Array.from(values as readonly (string | null)[], rate)];
}

/** The margins that trees give rows. */
export function scoreRows({ trees, baseScore }: TreeEnsemble, columns: readonly Float32Array[]): Float64Array {
  return Float64Array.from({ length: columns[0]!.length }, (_, row) => {
    let score = baseScore;
    for (const tree of trees) {
      let node = 0;
      while (tree.feature[node]! >= 0) {
        const value = columns[tree.feature[node]!]![row]!;
        const left = Number.isNaN(value) ? tree.missingLeft[node] === 1 : value <= tree.threshold[node]!;
        node = left ? tree.left[node]! : tree.right[node]!;
      }
      score += tree.value[node]!;
    }
    return score;
  });
}
