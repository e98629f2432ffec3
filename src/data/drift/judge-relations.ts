import { continuousChance, kolmogorovTwoSample } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { ascending } from './fit-numbers.ts';
import { combine, countMisfits, misfitLevel, type Relation } from './fit-relations.ts';
import { judgeShifts } from './judge-shifts.ts';
import { rowsWhere, type Trace } from './trace.ts';
import type { NormalScores } from './normal-scores.ts';
import { largestGap, placeValues, type Places } from './place-values.ts';
import { largestExcess, moreSurprising } from './surprise.ts';
import { tailLimits, worstTail } from './worst-tail.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * Tests of each relation: more rows in which numbers do not fit each other, each of them usual but not beside the others, or instants too far from each other; and another distribution of the
 * same quantity, as of a part of the rows that are a little off, in another unit or time zone; of instants also what speaks for any one time zone.
 */
export const judgeRelations = ({ columns, relations }: Pick<Yardstick, 'columns' | 'relations'>, batch: Batch, scoresOf: NormalScores): Trace[] =>
  relations.flatMap((relation) => {
    const { column, other, terms, of, sorted, shifts } = relation;
    const values = combine(terms, of === 'scores' ? scoresOf : (position) => batch.columns[position]!.values as Float64Array);
    const here = ascending(values);
    const places = placeValues(here, sorted);
    const about = { kind: 'association', column: columns[column]!.name, other: columns[other]!.name, value: null, ...(of === 'instants' && { isSpan: true }) } as const;
    return [
      { ...about, ...(judgeMisfits(relation, values) ?? judgeEnds(relation, values, here)) },
      { ...about, ...judgeShape(relation, values, places) },
      ...(shifts === null ? [] : [{ ...about, ...judgeShifts(shifts, values, places) }]),
    ];
  });

type Judged = Pick<Trace, 'effect' | 'usual' | 'p' | 'chance' | 'rows' | 'isDistance'>;

/** What speaks for scores that have nothing to do with the others: the sum of the log-likelihood ratios of a mixture. */
function judgeMisfits({ misfit }: Relation, values: Float64Array): Judged | undefined {
  if (misfit === null) return undefined;
  const here = countMisfits(values, misfit);
  const { from, effect, usual } = largestExcess(here, misfit.levels);
  const rows = (): number[] => rowsWhere(values.length, (row) => !Number.isNaN(values[row]!) && misfitLevel(misfit, values[row]!) >= from);
  return { effect, usual, p: moreSurprising(here, misfit.levels), chance: continuousChance, rows };
}

/** More instants too far from each other. */
function judgeEnds({ sorted, rows: usualRows }: Relation, values: Float64Array, here: Float64Array): Judged {
  const { hits, usualHits, p, chance, isBeyond } = worstTail({ sorted: here, rows: values.length }, { sorted, rows: usualRows }, tailLimits(sorted));
  const rows = (): number[] => rowsWhere(values.length, (row) => isBeyond(values[row]!));
  return { effect: hits / Math.max(1, values.length), usual: usualHits / Math.max(1, usualRows), p, chance, rows };
}

/** The two-sample Kolmogorov-Smirnov test of the quantity. */
function judgeShape({ sorted }: Relation, values: Float64Array, places: Places): Judged {
  const { gap, from, to } = largestGap(places, sorted);
  const rows = (): number[] => rowsWhere(values.length, (row) => values[row]! > from && values[row]! <= to);
  return { effect: gap, usual: 0, p: kolmogorovTwoSample(gap, places.ends.at(-1) ?? 0, sorted.length), chance: continuousChance, rows, isDistance: true };
}
