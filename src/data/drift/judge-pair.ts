import { cellOf, isUnlikely, type PairYardstick } from './fit-pairs.ts';
import { rowsWhere, testNew, type Trace } from './mark.ts';
import { NO_CODE } from './pair-codes.ts';

/** More rows whose two values never go together, or hardly ever: columns swapped, categories mixed up, times shifted, each value in itself as usual. */
export function judgePair(pair: PairYardstick, names: readonly string[], codes: readonly (Int32Array | null)[]): Trace[] {
  const [codesA, codesB] = [codes[pair.a]!, codes[pair.b]!];
  const isCoded = (row: number): boolean => codesA[row] !== NO_CODE && codesB[row] !== NO_CODE;
  const countOf = (row: number): number => pair.cells.of(cellOf(codesA[row]!, codesB[row]!));
  const coded = rowsWhere(codesA.length, isCoded);
  const judge = (usualHits: number, doubles: number, hits: readonly number[]): Trace => {
    // Where the batch is large beside the reference, a combination that is new comes in many rows at once: then combinations count.
    const counted = coded.length > pair.rows / 2 ? new Set(hits.map((row) => cellOf(codesA[row]!, codesB[row]!))).size : hits.length;
    return {
      kind: 'association',
      column: names[pair.a]!,
      other: names[pair.b]!,
      value: null,
      effect: hits.length / Math.max(1, coded.length),
      usual: usualHits / Math.max(1, pair.rows),
      ...testNew({ hits: counted, rows: coded.length, usualHits, usualRows: pair.rows, doubles }),
      rows: () => [...hits],
    };
  };
  return [
    judge(
      pair.singles,
      // Two rows each.
      pair.doubles / 2,
      coded.filter((row) => countOf(row) === 0),
    ),
    judge(
      pair.unlikely,
      // The variance of what comes in heaps is the sum of their squares.
      pair.heaps / 2,
      coded.filter((row) => isUnlikely(pair, { a: codesA[row]!, b: codesB[row]!, count: countOf(row) })),
    ),
  ];
}
