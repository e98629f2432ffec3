import type { Batch } from './batch.ts';
import type { NumberYardstick } from './fit-numbers.ts';
import { combine } from './fit-relations.ts';
import { rowsWhere, type Trace } from './mark.ts';
import { normalScores } from './normal-scores.ts';
import { tailLimits, worstTail } from './worst-tail.ts';
import type { Yardstick } from './yardstick.ts';

/** More rows in which numbers do not fit each other: each is usual, but not beside the others; or too long, or too short, from one instant to another. */
export function judgeRelations({ columns, relations }: Yardstick, batch: Batch): Trace[] {
  const scores = new Map<number, Float64Array>();
  const scoresOf = (column: number): Float64Array => {
    const known = scores.get(column) ?? normalScores(columns[column] as NumberYardstick, batch.columns[column]!.values as Float64Array);
    scores.set(column, known);
    return known;
  };
  return relations.map(({ column, other, terms, of, sorted, rows }) => {
    const values = combine(terms, of === 'scores' ? scoresOf : (position) => batch.columns[position]!.values as Float64Array);
    const { hits, usualHits, p, chance, isBeyond } = worstTail(values, { sorted, rows }, tailLimits(sorted));
    return {
      kind: 'association',
      column: columns[column]!.name,
      other: columns[other]!.name,
      value: null,
      effect: hits / Math.max(1, batch.rows),
      usual: usualHits / Math.max(1, rows),
      p,
      chance,
      rows: () => rowsWhere(batch.rows, (row) => isBeyond(values[row]!)),
    };
  });
}
