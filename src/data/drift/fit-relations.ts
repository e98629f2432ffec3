import type { Batch } from './batch.ts';
import { choosingStride } from './choosing-rows.ts';
import { ascending } from './fit-numbers.ts';
import { fitShifts, type Shifts } from './fit-shifts.ts';
import type { NormalScores } from './normal-scores.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { levelOfPower, LEVELS } from './surprise.ts';

/** What holds between numbers of a row: a quantity made of them, and its values in the reference. */
export interface Relation {
  /** Position of the column that it is about, and of the one that tells most of it. */
  readonly column: number;
  readonly other: number;
  /** Positions and weights: the quantity is the weighted sum of the columns' normal scores (or of the instants themselves). */
  readonly terms: readonly { readonly column: number; readonly weight: number }[];
  readonly of: 'scores' | 'instants';
  readonly sorted: Float64Array;
  readonly rows: number;
  /** Of scores, what a row that does not fit looks like; null of instants. */
  readonly misfit: Misfit | null;
  /** Of instants, what it would be if one were of another time zone; null of scores, and where nothing would tell. */
  readonly shifts: Shifts | null;
}

/** How many times likelier a sum of scores is if its column has nothing to do with the others, as a power of two: `start` of 0, and `slope` more for the square; and the rows of the reference on each level of it. */
export interface Misfit {
  readonly start: number;
  readonly slope: number;
  readonly levels: Float64Array;
}

/** Columns that are looked at, predictors of one, and the correlation from which a column tells something of another. */
const COLUMNS = 40;
const PREDICTORS = 4;
const TELLING = 0.3;
/** A relation that explains less than this of a column's variance is none. */
const EXPLAINED = 0.25;
const TIMES = 4;
/** What is added to the variance of each predictor, and the most that a row counts among those that it is foretold by. */
const RIDGE = 0.01;
const MOST_LEVERAGE = 0.9;
/** No column is foretold more closely than by this variance. */
const EXACT = 1e-6;

/** Finds what holds between columns: each number by the least squares of its best predictors, on normal scores; the time from one instant to another. */
export function fitRelations(columns: readonly ColumnYardstick[], batch: Batch, scoresOf: NormalScores): Relation[] {
  const numbers = columns
    .flatMap((column, i) => (column.kind !== 'string' && column.kind !== 'timestamp' && column.resolutions.some((rows) => rows > 0) ? [i] : []))
    .slice(0, COLUMNS);
  const table = new Map(numbers.flatMap((a, at) => numbers.slice(at + 1).map((b) => [pairKey(a, b), correlate(scoresOf(a), scoresOf(b))] as const)));
  const r: Correlation = (a, b) => (a === b ? 1 : table.get(pairKey(a, b))!);
  const residuals = numbers.flatMap((column) => {
    if (columns[column]!.kind === 'boolean') return [];
    const candidates = numbers.filter((other) => other !== column && Math.abs(r(column, other)) >= TELLING);
    // Where there is nothing to choose, all rows are counted.
    const isChosen = candidates.length > PREDICTORS;
    const stride = isChosen ? choosingStride(batch.rows) : 1;
    const isCounted = (_: number, row: number): boolean => !isChosen || row % stride !== 0;
    const predictors = candidates
      .map((of) => ({ of, strength: Math.abs(correlate(scoresOf(column), scoresOf(of), stride)) }))
      .sort((a, b) => b.strength - a.strength)
      .slice(0, PREDICTORS)
      .map(({ of }) => of);
    const { weights, explained, inverse } = regress(column, predictors, r);
    if (explained < EXPLAINED) return [];
    const terms = [{ column, weight: 1 }, ...predictors.map((of, i) => ({ column: of, weight: -weights[i]! }))];
    const values = combine(terms, scoresOf);
    const byOthers = byOtherRows(values, predictors.map(scoresOf), inverse).filter(isCounted);
    // As they are: where values repeat, so do they.
    const sorted = ascending(values.filter(isCounted));
    return [{ column, other: predictors[0]!, terms, of: 'scores' as const, sorted, rows: byOthers.length, misfit: learnMisfit(ascending(byOthers), explained), shifts: null }];
  });
  const instants = columns.flatMap((column, i) => (column.kind === 'timestamp' ? [i] : [])).slice(0, TIMES);
  const differences = instants.flatMap((later, at) =>
    instants.slice(0, at).map((earlier) => {
      const terms = [
        { column: later, weight: 1 },
        { column: earlier, weight: -1 },
      ];
      const values = combine(terms, (of) => batch.columns[of]!.values as Float64Array);
      const sorted = ascending(values);
      return { column: later, other: earlier, terms, of: 'instants' as const, sorted, rows: values.length, misfit: null, shifts: fitShifts(sorted) };
    }),
  );
  return [...residuals, ...differences];
}

/** The correlation of two columns' scores. */
type Correlation = (a: number, b: number) => number;

const pairKey = (a: number, b: number): number => Math.min(a, b) * 65_536 + Math.max(a, b);

/** Least squares of a column's scores by those of others, a little drawn to 0: the weights, the variance that they explain, and the inverse of the others' correlations. */
function regress(
  column: number,
  predictors: readonly number[],
  r: Correlation,
): { readonly weights: readonly number[]; readonly explained: number; readonly inverse: readonly (readonly number[])[] } {
  const matrix = predictors.map((a) => predictors.map((b) => r(a, b) + (a === b ? RIDGE : 0)));
  const inverse = predictors.map((_, i) =>
    solve(
      matrix,
      predictors.map((_, j) => Number(i === j)),
    ),
  );
  const weights = inverse.map((row) => row.reduce((sum, value, i) => sum + value * r(predictors[i]!, column), 0));
  return { weights, explained: predictors.reduce((sum, a, i) => sum + weights[i]! * r(a, column), 0), inverse };
}

/** Each row's residual by all others: divided by 1 less its leverage on the weights, and on the middle that ranks have (Allen, Technometrics 1974). */
function byOtherRows(residuals: Float64Array, predictors: readonly Float64Array[], inverse: readonly (readonly number[])[]): Float64Array {
  const rows = residuals.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0);
  return residuals.map((residual, row) => {
    let leverage = 1;
    for (let i = 0; i < predictors.length; i++) for (let j = 0; j < predictors.length; j++) leverage += predictors[i]![row]! * inverse[i]![j]! * predictors[j]![row]!;
    return residual / (1 - Math.min(MOST_LEVERAGE, leverage / rows));
  });
}

/** Both are taken as normal. A score that goes with nothing scatters by its own variance, which is 1, and by that of what is foretold of it. */
function learnMisfit(residuals: Float64Array, explained: number): Misfit {
  const fitting = Math.max(EXACT, residuals.reduce((sum, value) => sum + value * value, 0) / Math.max(1, residuals.length));
  const unfitting = 1 + explained;
  const curve = { start: Math.log2(fitting / unfitting) / 2, slope: ((1 / fitting - 1 / unfitting) * Math.LOG2E) / 2 };
  return { ...curve, levels: countMisfits(residuals, curve) };
}

type Curve = Omit<Misfit, 'levels'>;

/** The level of surprise of a sum of scores. */
export const misfitLevel = ({ start, slope }: Curve, value: number): number => levelOfPower(start + slope * value * value);

/** Rows on each level of surprise; those without a value are on none. */
export function countMisfits(values: Float64Array, curve: Curve): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (const value of values) if (!Number.isNaN(value)) counts[misfitLevel(curve, value)]!++;
  return counts;
}

/** The weighted sum of columns, row by row; NaN where one is missing. */
export function combine(terms: Relation['terms'], valuesOf: (column: number) => Float64Array): Float64Array {
  const [first, ...rest] = terms;
  const sum = valuesOf(first!.column).map((value) => value * first!.weight);
  for (const { column, weight } of rest) {
    const values = valuesOf(column);
    for (let row = 0; row < sum.length; row++) sum[row]! += weight * values[row]!;
  }
  return sum;
}

/** Pearson's correlation over the rows that have both, or of every so many rows one. */
function correlate(a: Float64Array, b: Float64Array, every = 1): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < a.length; row += every) {
    const [x, y] = [a[row]!, b[row]!];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const spread = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n);
  return n > 2 && spread > 0 ? (sumAB - (sumA * sumB) / n) / Math.sqrt(spread) : 0;
}

/** Solves a small symmetric positive definite system by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j < rows.length; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k < rows[j]!.length; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  const solution = rows.map(() => 0);
  for (let i = rows.length - 1; i >= 0; i--) {
    const known = solution.reduce((sum, value, k) => (k > i ? sum + rows[i]![k]! * value : sum), 0);
    solution[i] = (rows[i]![rows.length]! - known) / rows[i]![i]!;
  }
  return solution;
}
