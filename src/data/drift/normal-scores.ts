import { normalQuantile } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { countBelow, shownValues } from './fit-numbers.ts';
import type { ColumnYardstick } from './pair-codes.ts';

/** The normal scores of a batch's columns of numbers, each made once. */
export type NormalScores = (column: number) => Float64Array;

/**
 * Each value as the normal quantile of its rank in the reference (ties at their middle; van der Waerden's scores): the same in any unit, and no
 * value is more than about 4. NaN where missing. An instant by its minute of the day.
 */
export function normalScores(columns: readonly ColumnYardstick[], batch: Batch): NormalScores {
  const known = new Map<number, Float64Array>();
  const make = (position: number): Float64Array => {
    const [reference, column] = [columns[position]!, batch.columns[position]!];
    if (reference.kind === 'string' || column.kind === 'string') return new Float64Array(batch.rows).fill(NaN);
    const { shown } = reference;
    return shownValues({ kind: reference.kind, values: column.values }).map((value) => {
      if (Number.isNaN(value)) return NaN;
      const less = countBelow(shown, value, 'less');
      const upTo = shown[less] === value ? countBelow(shown, value, 'equal') : less;
      return normalQuantile(((less + upTo) / 2 + 0.5) / (shown.length + 1));
    });
  };
  return (position) => {
    const scores = known.get(position) ?? make(position);
    known.set(position, scores);
    return scores;
  };
}
