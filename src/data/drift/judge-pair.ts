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
  const judge = (usual: PairYardstick['fresh'], hits: number[]): Trace => {
    return {
      kind: 'association',
      column: names[pair.a]!,
      other: names[pair.b]!,
      value: null,
      effect: hits.length / Math.max(1, coded),
      usual: usual.rows / Math.max(1, pair.rows),
      ...testNew({ hits: hits.length, rows: coded, usualHits: usual.rows, usualRows: pair.rows, doubles: usual.pairs }),
      rows: () => hits,
    };
  };
  return [judge(pair.fresh, fresh), judge(pair.unlikely, unlikely)];
}
