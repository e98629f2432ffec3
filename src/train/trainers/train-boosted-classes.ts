import { seededRandom } from '../../kernel/index.ts';
import type { ClassTrees, Tree } from '../../model/index.ts';
import { binTable, chooseBinEdges } from './bin-table.ts';
import { type GrownTree, markLeaves, TreeGrower, walkTree } from './grow-tree.ts';
import { startSoftmax } from './softmax-objective.ts';
import { hessianScale, HistogramSummer } from './sum-histogram.ts';
import { type BoostingOrder, checkTables, chooseFeatures, MIN_HESSIAN, orderRows } from './train-gradient-boosting.ts';
import { betweenIterations, type TrainingHooks } from './training-hooks.ts';
import type { TrainingTable } from './training-table.ts';

/**
 * Histogram gradient boosting of several classes by the log loss of a softmax: a tree a class an iteration (Friedman, Annals of Statistics 2001, algorithm 6; Newton steps as in LightGBM). The options are those of
 * `trainGradientBoosting`, `trees` counting iterations. The same table, options and seed give the same trees. Throws TRAINER_TABLE_UNFIT (all problems at once), TRAINER_STOPPED.
 * @example const { trees, baseScores } = await trainBoostedClasses({ ...table, classes: 3 }, { trees: 60, leaves: 8 })
 */
export async function trainBoostedClasses(table: TrainingTable, order: Omit<BoostingOrder, 'objective'> = {}, hooks: TrainingHooks = {}): Promise<ClassTrees> {
  const { trees: iterations = 120, leaves = 31, learningRate = 0.1, minLeaf = 100, l2 = 1, bins = 255, subsample = 1, featureFraction = 1, earlyStopping = 20, validation } = order;
  checkTables(table, validation, 'class');
  const classes = table.classes!;
  const edges = chooseBinEdges(table, bins);
  const summer = new HistogramSummer(table.rows, edges.length);
  const binned = binTable(table, edges, summer.records);
  const state = startSoftmax(table, binned);
  const limits = { scale: hessianScale(state.hessianBound), l2, minLeaf, minHessian: MIN_HESSIAN };
  const grower = new TreeGrower({ table: binned, summer, edges }, { leaves, learningRate, limits });
  const watch = validation && watchClasses(validation, edges, state.baseScores);
  const random = seededRandom(order.seed ?? 1).fork('gradient-boosting');

  const rows = summer.order;
  const nodeOf = new Uint16Array(table.rows);
  const trees: Tree[] = [];
  let best = { loss: Infinity, iterations: 1 };
  for (let index = 1; index <= iterations; index++) {
    await betweenIterations(hooks, index - 1);
    let grew = false;
    for (let k = 0; k < classes; k++) {
      state.begin(k);
      const sampled = orderRows(rows, subsample, random);
      const grown = grower.grow(sampled, chooseFeatures(edges.length, featureFraction, random));
      trees.push(grown.tree);
      grew ||= grown.leaves.length > 1;
      markLeaves(grown, rows, nodeOf);
      walkTree(grown, binned, { rows: rows.subarray(sampled), nodeOf });
      state.advance(k, nodeOf, grown.tree.value);
      watch?.add(k, grown);
    }
    const loss = state.finish();
    const validationLoss = watch?.finish();
    hooks.onIteration?.({ index, of: iterations, trainLoss: loss / state.weight, ...(validationLoss === undefined ? {} : { validationLoss }) });
    if (validationLoss !== undefined) {
      if (validationLoss < best.loss) best = { loss: validationLoss, iterations: index };
      else if (earlyStopping > 0 && index - best.iterations >= earlyStopping) break;
    }
    if (!grew && subsample === 1 && featureFraction === 1) break; // nothing more can be gained
  }
  return { trees: validation && earlyStopping > 0 ? trees.slice(0, best.iterations * classes) : trees, baseScores: state.baseScores };
}

/** Follows the loss on rows that the trees are not grown from. */
function watchClasses(table: TrainingTable, edges: ReturnType<typeof chooseBinEdges>, baseScores: readonly number[]): { add(k: number, grown: GrownTree): void; finish(): number } {
  const binned = binTable(table, edges);
  const state = startSoftmax(table, binned, baseScores);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const nodeOf = new Uint16Array(table.rows);
  return {
    add(k, grown) {
      walkTree(grown, binned, { rows, nodeOf });
      state.advance(k, nodeOf, grown.tree.value);
    },
    finish: () => state.finish() / state.weight,
  };
}
