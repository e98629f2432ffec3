import { cellOf, isUnlikely, type PairYardstick } from './fit-pairs.ts';
import { testNew } from './test-marked.ts';
import type { Trace } from './trace.ts';
import { NO_CODE } from './pair-codes.ts';

/** More rows whose two values never go together, or hardly ever: columns swapped, categories mixed up, times shifted, each value in itself as usual. */
export function judgePair(pair: PairYardstick, names: readonly string[], codes: readonly (Int32Array | null)[]): Trace[] {
  const [codesA, codesB] = [codes[pair.a]!, codes[pair.b]!];
  const [fresh, unlikely]: [number[], number[]] = [[], []];
  let coded = 0;
  for (let row = 0; row < codesA.length; row++) {
    const [a, b] = [codesA[row]!, codesB[row]!];
    if (a === NO_CODE || b === NO_CODE) continue;
    coded++;
    const count = pair.cells.of(cellOf(a, b));
    if (count === 0) fresh.push(row);
    if (isUnlikely(pair, { a, b, count })) unlikely.push(row);
  }
  const judge = (usualHits: number, doubles: number, hits: number[]): Trace => {
    // Where the batch is large beside the reference, a combination that is new comes in many rows at once: then combinations count.
    const counted = coded > pair.rows / 2 ? new Set(hits.map((row) => cellOf(codesA[row]!, codesB[row]!))).size : hits.length;
    return {
      kind: 'association',
      column: names[pair.a]!,
      other: names[pair.b]!,
      value: null,
      effect: hits.length / Math.max(1, coded),
      usual: usualHits / Math.max(1, pair.rows),
      ...testNew({ hits: counted, rows: coded, usualHits, usualRows: pair.rows, doubles }),
      rows: () => hits,
    };
  };
  return [
    // Two rows each.
    judge(pair.singles, pair.doubles / 2, fresh),
    // The variance of what comes in heaps is the sum of their squares.
    judge(pair.unlikely, pair.heaps / 2, unlikely),
  ];
}
