import type { TableEstimate } from './evaluated-table.ts';
import { joinFeatures, type TakenRows } from './join-features.ts';
import { learnErrors } from './learn-errors.ts';

/** Of more rows than these, so many are taken, evenly spaced. */
const MOST_REFERENCE = 20_000;
const MOST_ROWS = 50_000;

/** What a model of numbers is expected to lose on rows without a target, from what it lost on the reference's: see `learnErrors`. */
export async function estimateErrors(reference: TakenRows, current: TakenRows): Promise<TableEstimate> {
  const known = { ...reference, rows: thin(reference.rows, MOST_REFERENCE) };
  const asked = { ...current, rows: thin(current.rows, MOST_ROWS) };
  const features = joinFeatures(known, asked);
  const learnt = learnErrors({
    predictions: numbersAt(known.table.scores[0]!, known.rows),
    targets: numbersAt(known.table.labels as Float64Array, known.rows),
    features: features.map(({ column, reference: values }) => ({ column, values })),
  });
  const { refusal, outside, metrics } = await learnt.estimate({
    predictions: numbersAt(asked.table.scores[0]!, asked.rows),
    features: features.map(({ column, current: values }) => ({ column, values })),
  });
  return { rows: current.rows.length, refusal, outside: { share: outside.share, columns: [...outside.columns] }, metrics: [...metrics] };
}

const thin = (rows: readonly number[], most: number): readonly number[] =>
  rows.length <= most ? rows : Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);

const numbersAt = (values: Float64Array, rows: readonly number[]): Float64Array => Float64Array.from(rows, (row) => values[row]!);
