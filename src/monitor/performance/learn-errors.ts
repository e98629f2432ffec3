import { type ErrorRefusal, estimateRegression, type FittedLoss, type Loss, LOSSES, lossesOf, refuseErrors } from '../../stats/index.ts';
import { type CrossFit, crossFitTrees, type Figure, toFigures } from '../../train/index.ts';

/**
 * Small trees: errors are mostly chance, and what they depend on is simple. Large steps: trees that stop early lean towards the reference's mean, which is wrong once the mix of rows has
 * moved; what that costs in scatter the interval holds.
 */
const BOOSTING = { folds: 10, trees: 40, leaves: 6, learningRate: 0.2, minLeaf: 20, bins: 63 } as const;

/** A column of numbers, NaN where missing. */
export interface NamedNumbers {
  readonly column: string;
  readonly values: Float64Array;
}

/** What rows without a target are expected to lose, or why nobody can say. */
export interface ErrorEstimate {
  readonly refusal: ErrorRefusal | null;
  /** Rows with a value that the reference has not, and in which columns: the most frequent first, five at most. */
  readonly outside: { readonly share: number; readonly columns: readonly string[] };
  readonly metrics: readonly Figure[];
}

/** Answered rows: their answers, and what else errors may depend on. */
export interface AnsweredRows {
  readonly predictions: Float64Array;
  readonly features: readonly NamedNumbers[];
}

/** What a model of numbers loses by what its rows are. */
export interface LearntErrors {
  /** Estimates rows without a target; their features come in the order of those that it was learnt from. */
  estimate(rows: AnsweredRows): Promise<ErrorEstimate>;
}

/**
 * Learns what a model loses on which rows (direct loss estimation, see `estimateRegression`): boosted trees of the losses of labelled rows, by their features and answers. The trees are grown at the first
 * question that is not refused, once. The same rows give the same numbers.
 */
export function learnErrors({ targets, ...reference }: AnsweredRows & { readonly targets: Float64Array }): LearntErrors {
  const { predictions } = reference;
  const told = reference.features.map(({ values }) => !namesRows(values));
  const columnsOf = ({ predictions: answers, features }: AnsweredRows): readonly NamedNumbers[] => [
    ...features.filter((_, at) => told[at]),
    { column: 'prediction', values: answers },
  ];
  const known = columnsOf(reference);
  const ranges = known.map(rangeOf);
  const signed = lossesOf('signed', predictions, targets);
  let growing: Promise<readonly GrownLoss[]> | undefined;
  return {
    async estimate(asked) {
      const columns = columnsOf(asked);
      const rows = asked.predictions.length;
      const outside = describeOutside(
        columns.map(({ column, values }, at) => ({ column, outside: beyond(ranges[at]!, values) })),
        rows,
      );
      const refusal = refuseErrors(signed, { rows, outside: outside.share, columns: columns.length });
      if (refusal !== null) return { refusal, outside, metrics: [] };
      const grown = await (growing ??= growLosses({ predictions, targets }, known));
      const table = { rows, columns: columns.map(({ values }) => Float32Array.from(values)) };
      const fits: Partial<Record<Loss, FittedLoss>> = Object.fromEntries(
        grown.map(({ loss, measured, fit }) => [loss, { measured, outOfFold: fit.outOfFold, expected: fit.predict(table) } satisfies FittedLoss]),
      );
      const figures = toFigures(estimateRegression({ ...fits, squared: fits.squared! }));
      return { refusal, outside, metrics: figures.filter((figure) => figure.value !== null) };
    },
  };
}

interface GrownLoss {
  readonly loss: Loss;
  readonly measured: Float64Array;
  readonly fit: CrossFit;
}

async function growLosses(
  { predictions, targets }: { readonly predictions: Float64Array; readonly targets: Float64Array },
  columns: readonly NamedNumbers[],
): Promise<readonly GrownLoss[]> {
  const table = { features: columns.map(({ column }) => column), rows: predictions.length, columns: columns.map(({ values }) => Float32Array.from(values)) };
  const grown: GrownLoss[] = [];
  for (const loss of LOSSES) {
    const measured = lossesOf(loss, predictions, targets);
    if (!measured.some(Number.isNaN)) grown.push({ loss, measured, fit: await crossFitTrees({ ...table, labels: Float32Array.from(measured) }, BOOSTING) });
  }
  return grown;
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly mayLack: boolean;
}

function rangeOf({ values }: NamedNumbers): Range {
  const present = values.filter((value) => !Number.isNaN(value));
  return { low: present.reduce((a, b) => Math.min(a, b), Infinity), high: present.reduce((a, b) => Math.max(a, b), -Infinity), mayLack: present.length < values.length };
}

/** 1 for values beyond the reference's, or missing where the reference has all. */
const beyond = ({ low, high, mayLack }: Range, values: Float64Array): Uint8Array =>
  Uint8Array.from(values, (value) => Number(Number.isNaN(value) ? !mayLack : value < low || value > high));

/** Whole numbers that are all different name rows, and say nothing of their errors. */
const namesRows = (values: Float64Array): boolean => values.every(Number.isInteger) && new Set(values).size === values.length;

function describeOutside(columns: readonly { readonly column: string; readonly outside: Uint8Array }[], rows: number): ErrorEstimate['outside'] {
  let some = 0;
  for (let row = 0; row < rows; row++) if (columns.some((one) => one.outside[row] === 1)) some++;
  const counted = columns.map(({ column, outside }) => ({ column, count: outside.reduce((sum, one) => sum + one, 0) })).filter((one) => one.count > 0);
  return {
    share: rows === 0 ? 0 : some / rows,
    columns: counted
      .sort((a, b) => b.count - a.count)
      .slice(0, 5)
      .map((one) => one.column),
  };
}
