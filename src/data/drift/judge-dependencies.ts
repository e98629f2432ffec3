import type { Batch } from './batch.ts';
import { codeExactly, type Dependency, placeOf } from './fit-dependencies.ts';
import { countBelow } from './fit-numbers.ts';
import { testNew } from './test-marked.ts';
import type { Trace } from './trace.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * More rows that contradict what one or two columns determine: the reference has their key, but never with their value. A value that is wrong shows in its own column here, since a wrong key
 * is mostly one that the reference does not have.
 */
export function judgeDependencies({ dependencies, columns }: Pick<Yardstick, 'columns' | 'dependencies'>, batch: Batch): Trace[] {
  const known = new Map<number, Int32Array>();
  return dependencies.map((dependency) => {
    const codes = dependency.codings.map((coding) => {
      const own = known.get(coding.column) ?? codeExactly(coding, columns, batch);
      known.set(coding.column, own);
      return own;
    });
    return judgeDependency(dependency, codes, batch);
  });
}

function judgeDependency({ column, keys, codings, seen, cells, rows, contradictions, doubles }: Dependency, codes: readonly Int32Array[], batch: Batch): Trace {
  const hits: number[] = [];
  const different = new Set<number>();
  let coded = 0;
  for (let row = 0; row < batch.rows; row++) {
    const place = placeOf(
      codings,
      codes.map((own) => own[row]!),
    );
    if (place === null) continue;
    coded++;
    if (!includes(seen, place.key) || includes(cells, place.cell)) continue;
    hits.push(row);
    different.add(place.cell);
  }
  // Where the batch is large beside the reference, a value that is new to its key comes in many rows at once.
  const counted = coded > rows / 2 ? different.size : hits.length;
  return {
    kind: 'association',
    column: batch.columns[column]!.name,
    other: keys.length === 1 ? batch.columns[keys[0]!]!.name : null,
    beside: keys.map((key) => batch.columns[key]!.name),
    value: null,
    effect: hits.length / Math.max(1, coded),
    usual: contradictions / Math.max(1, rows),
    ...testNew({ hits: counted, rows: coded, usualHits: contradictions, usualRows: rows, doubles: doubles / 2 }),
    rows: () => hits,
  };
}

const includes = (sorted: Float64Array, value: number): boolean => sorted[countBelow(sorted, value, 'less')] === value;
