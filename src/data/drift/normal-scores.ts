import { normalQuantile } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { NOWHERE, type PlacedColumns, placeNumbers } from './place-numbers.ts';

/** The normal scores of a batch's columns of numbers, each made once. */
export type NormalScores = (column: number) => Float64Array;

/**
 * Each value as the normal quantile of its rank in the reference (ties at their middle; van der Waerden's scores): the same in any unit, and no
 * value is more than about 4. NaN where missing. An instant by its minute of the day.
 */
export function normalScores(
  columns: readonly ColumnYardstick[],
  batch: Batch,
  placed: PlacedColumns = columns.map((column, i) => placeNumbers(column, batch.columns[i]!)),
): NormalScores {
  const known = new Map<number, Float64Array>();
  const make = (position: number): Float64Array => {
    const [reference, places] = [columns[position]!, placed[position]!];
    if (reference.kind === 'string' || places === null) return new Float64Array(batch.rows).fill(NaN);
    const { less, upTo } = places.shown;
    const scores = Float64Array.from(less, (below, i) => normalQuantile(((below + upTo[i]!) / 2 + 0.5) / (reference.shown.length + 1)));
    return Float64Array.from(places.at, (at) => (at === NOWHERE ? NaN : scores[at]!));
  };
  return (position) => {
    const scores = known.get(position) ?? make(position);
    known.set(position, scores);
    return scores;
  };
}
