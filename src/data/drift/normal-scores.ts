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
    const { at, shown } = places;
    const values = shown.values.map((_, i) => normalQuantile(((shown.less[i]! + shown.upTo[i]!) / 2 + 0.5) / (reference.shown.length + 1)));
    const scores = new Float64Array(at.length);
    for (let row = 0; row < scores.length; row++) scores[row] = at[row] === NOWHERE ? NaN : values[at[row]!]!;
    return scores;
  };
  return (position) => {
    const scores = known.get(position) ?? make(position);
    known.set(position, scores);
    return scores;
  };
}
