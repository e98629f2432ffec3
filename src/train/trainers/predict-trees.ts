import type { TreeEnsemble } from '../../model/index.ts';
import type { TrainingTable } from './training-table.ts';

/** The score of every row of a table under trees that stay in memory, before any link: for models that nobody serves. A model that is kept is written as ONNX and evaluated by `model`. */
export function predictTrees({ trees, baseScore }: TreeEnsemble, { columns, rows }: Pick<TrainingTable, 'columns' | 'rows'>): Float64Array {
  const scores = new Float64Array(rows).fill(baseScore);
  for (const { feature, threshold, missingLeft, left, right, value } of trees) {
    for (let row = 0; row < rows; row++) {
      let at = 0;
      for (let tested = feature[0]!; tested >= 0; tested = feature[at]!) {
        const x = columns[tested]![row]!;
        at = x <= threshold[at]! || (x !== x && missingLeft[at] === 1) ? left[at]! : right[at]!;
      }
      scores[row]! += value[at]!;
    }
  }
  return scores;
}
