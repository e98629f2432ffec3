import { estimateRegression, type FittedLoss, type Loss, LOSSES, lossesOf, refuseErrors } from '../../stats/index.ts';
import { crossFitTrees } from '../../train/index.ts';
import type { TableEstimate } from './evaluated-table.ts';
import { toFigures } from './figure.ts';
import { type JoinedFeature, joinFeatures, joinNumbers, type TakenRows } from './join-features.ts';

/**
 * Small trees: errors are mostly chance, and what they depend on is simple. Large steps: trees that stop early lean towards the reference's mean, which is wrong once the mix of rows has
 * moved; what that costs in scatter the interval holds.
 */
const BOOSTING = { folds: 10, trees: 40, leaves: 6, learningRate: 0.2, minLeaf: 20, bins: 63 } as const;
/** Of more rows than these, so many are taken, evenly spaced. */
const MOST_REFERENCE = 20_000;
const MOST_ROWS = 50_000;

/**
 * What a model of numbers is expected to lose on rows without a target (direct loss estimation, see `estimateRegression`): boosted trees of the losses of the reference's rows, from their features and
 * predictions. The same rows give the same numbers.
 */
export async function estimateErrors(reference: TakenRows, current: TakenRows): Promise<TableEstimate> {
  const known = { ...reference, rows: thin(reference.rows, MOST_REFERENCE) };
  const asked = { ...current, rows: thin(current.rows, MOST_ROWS) };
  const predictions = numbersAt(known.table.scores[0]!, known.rows);
  const targets = numbersAt(known.table.labels as Float64Array, known.rows);
  const features = [...joinFeatures(known, asked), joinNumbers('prediction', predictions, numbersAt(asked.table.scores[0]!, asked.rows))];
  const outside = describeOutside(features, asked.rows.length);
  const refusal = refuseErrors(lossesOf('signed', predictions, targets), { rows: current.rows.length, outside: outside.share, columns: features.length });
  const about = { rows: current.rows.length, refusal, outside };
  if (refusal !== null) return { ...about, metrics: [] };
  const fits: Partial<Record<Loss, FittedLoss>> = {};
  for (const loss of LOSSES) {
    const measured = lossesOf(loss, predictions, targets);
    if (!measured.some(Number.isNaN)) fits[loss] = await fitLoss(measured, features);
  }
  const figures = toFigures(estimateRegression({ ...fits, squared: fits.squared! }));
  return { ...about, metrics: figures.filter((figure) => figure.value !== null) };
}

async function fitLoss(measured: Float64Array, features: readonly JoinedFeature[]): Promise<FittedLoss> {
  const { outOfFold, others } = await crossFitTrees(
    {
      features: features.map((_, at) => String(at)),
      rows: measured.length,
      columns: features.map((feature) => Float32Array.from(feature.reference)),
      labels: Float32Array.from(measured),
    },
    { rows: features[0]!.current.length, columns: features.map((feature) => Float32Array.from(feature.current)) },
    BOOSTING,
  );
  return { measured, outOfFold, expected: others };
}

function describeOutside(features: readonly JoinedFeature[], rows: number): { share: number; columns: string[] } {
  let some = 0;
  for (let row = 0; row < rows; row++) if (features.some((feature) => feature.outside[row] === 1)) some++;
  const counted = features.map(({ column, outside }) => ({ column, count: outside.reduce((sum, one) => sum + one, 0) })).filter((one) => one.count > 0);
  return {
    share: rows === 0 ? 0 : some / rows,
    columns: counted
      .sort((a, b) => b.count - a.count)
      .slice(0, 5)
      .map((one) => one.column),
  };
}

const thin = (rows: readonly number[], most: number): readonly number[] =>
  rows.length <= most ? rows : Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);

const numbersAt = (values: Float64Array, rows: readonly number[]): Float64Array => Float64Array.from(rows, (row) => values[row]!);
