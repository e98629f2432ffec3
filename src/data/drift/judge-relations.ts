import { continuousChance, kolmogorovTwoSample } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { combine, type Relation } from './fit-relations.ts';
import { gapBetween } from './largest-gap.ts';
import { rowsWhere, type Trace } from './mark.ts';
import type { NormalScores } from './normal-scores.ts';
import { tailLimits, worstTail } from './worst-tail.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * Two tests of each relation: more rows in which numbers do not fit each other, each of them usual but not beside the others, or instants too far from each other; and another distribution of the
 * same quantity, as of a part of the rows that are a little off, in another unit or time zone.
 */
export const judgeRelations = ({ columns, relations }: Yardstick, batch: Batch, scoresOf: NormalScores): Trace[] =>
  relations.flatMap((relation) => {
    const { column, other, terms, of, sorted, rows } = relation;
    const values = combine(terms, of === 'scores' ? scoresOf : (position) => batch.columns[position]!.values as Float64Array);
    const { hits, usualHits, p, chance, isBeyond } = worstTail(values, { sorted, rows }, tailLimits(sorted));
    const about = { kind: 'association', column: columns[column]!.name, other: columns[other]!.name, value: null } as const;
    const suspicious = (): number[] => rowsWhere(batch.rows, (row) => isBeyond(values[row]!));
    return [
      { ...about, effect: hits / Math.max(1, batch.rows), usual: usualHits / Math.max(1, rows), p, chance, rows: suspicious },
      { ...about, ...judgeShape(relation, values) },
    ];
  });

/** The two-sample Kolmogorov-Smirnov test of the quantity. */
function judgeShape({ sorted }: Relation, values: Float64Array): Pick<Trace, 'effect' | 'usual' | 'p' | 'chance' | 'rows' | 'isDistance'> {
  const here = values.filter((value) => !Number.isNaN(value)).sort();
  const { gap, from, to } = gapBetween(here, sorted);
  const rows = (): number[] => rowsWhere(values.length, (row) => values[row]! > from && values[row]! <= to);
  return { effect: gap, usual: 0, p: kolmogorovTwoSample(gap, here.length, sorted.length), chance: continuousChance, rows, isDistance: true };
}
