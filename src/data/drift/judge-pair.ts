import { continuousChance, normalCdf } from '../../stats/index.ts';
import { affinityOf, cellOf, isUnlikely, type PairYardstick } from './fit-pairs.ts';
import { rowsWhere, testMore, type Trace } from './mark.ts';
import { NO_CODE } from './pair-codes.ts';

/** Of fewer rows no mean is judged. */
const FEW = 100;

/** More rows whose two values never go together, or hardly ever: columns swapped, categories mixed up, times shifted, each value in itself as usual. */
export function judgePair(pair: PairYardstick, names: readonly string[], codes: readonly (Int32Array | null)[]): Trace[] {
  const [codesA, codesB] = [codes[pair.a]!, codes[pair.b]!];
  const isCoded = (row: number): boolean => codesA[row] !== NO_CODE && codesB[row] !== NO_CODE;
  const countOf = (row: number): number => pair.cells.of(cellOf(codesA[row]!, codesB[row]!));
  const coded = rowsWhere(codesA.length, isCoded);
  const judge = (found: number, hits: readonly number[]): Trace => {
    // Of many pairs those are chosen that have few: they have a little fewer than they should.
    const usualHits = Math.round(found + 2 * Math.sqrt(found));
    // Where the batch is large beside the reference, a combination that is new comes in many rows at once: then combinations count.
    const counted = coded.length > pair.cells.total / 2 ? new Set(hits.map((row) => cellOf(codesA[row]!, codesB[row]!))).size : hits.length;
    return {
      kind: 'association',
      column: names[pair.a]!,
      other: names[pair.b]!,
      value: null,
      effect: hits.length / Math.max(1, coded.length),
      usual: usualHits / Math.max(1, pair.cells.total),
      ...testMore({ hits: counted, rows: coded.length, usualHits, usualRows: pair.cells.total }),
      rows: () => [...hits],
    };
  };
  const affinities = coded.map((row) => affinityOf({ cell: countOf(row), a: pair.countsA.get(codesA[row]!)!, b: pair.countsB.get(codesB[row]!)!, rows: pair.cells.total }));
  return [
    judge(
      pair.singles,
      coded.filter((row) => countOf(row) === 0),
    ),
    judge(
      pair.unlikely,
      coded.filter((row) => isUnlikely(pair, { a: codesA[row]!, b: codesB[row]!, count: countOf(row) })),
    ),
    judgeAffinity(pair, names, { coded, affinities }),
  ];
}

/** The values of a row go together less than in the reference, on the mean of all rows. */
function judgeAffinity(pair: PairYardstick, names: readonly string[], { coded, affinities }: { readonly coded: readonly number[]; readonly affinities: readonly number[] }): Trace {
  const mean = affinities.reduce((sum, affinity) => sum + affinity, 0) / Math.max(1, affinities.length);
  // Chosen for a strength that is partly luck.
  const error = 1.2 * pair.affinity.sd * Math.sqrt(1 / Math.max(1, coded.length) + 1 / pair.cells.total);
  const lost = Math.max(0, pair.affinity.mean - mean);
  return {
    kind: 'association',
    column: names[pair.a]!,
    other: names[pair.b]!,
    value: null,
    effect: Math.min(1, lost / Math.max(0.1, pair.affinity.mean)),
    usual: 0,
    p: error > 0 && coded.length >= FEW ? normalCdf(-lost / error) : 1,
    chance: coded.length >= FEW ? continuousChance : () => 0,
    rows: () => coded.filter((_, i) => affinities[i]! < 0),
  };
}
