import { seededRandom } from '../../kernel/index.ts';
import type { TokenSets } from './tokens.ts';

/** Two rows, and the share of their tokens that they have in common (Jaccard). */
export interface NearPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** What was found, and whether all that should be compared was. */
export interface NearPairs {
  readonly pairs: readonly NearPair[];
  /** Rows of crowded buckets that were compared with their neighbours only. */
  readonly crowded: number;
}

/** Rows are compared when they agree in all minima of a band. */
const BANDS = 20;
const MINIMA = 8;
/** Buckets larger than this are not compared in full. */
const CROWD = 64;
const NEIGHBOURS = 16;

/** The chance that a pair with such a share of common tokens is found, were no bucket crowded: 1 - (1 - s^8)^20. */
export const nearRecall = (similarity: number): number => 1 - (1 - similarity ** MINIMA) ** BANDS;

/**
 * Pairs of rows with at least `least` of their tokens in common, by MinHash (Broder 1997) in bands (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, section 3.4).
 * What is given is exact; of what there is, `nearRecall` is found: 97 % at 0.8, 99.99 % at 0.9.
 */
export function findNearDuplicates({ offsets, values }: TokenSets, least = 0.8): NearPairs {
  const rows = offsets.length - 1;
  const random = seededRandom('near duplicates');
  const found = new Map<number, NearPair>();
  const crowded = new Set<number>();
  const compare = (a: number, b: number): void => {
    const name = a * rows + b;
    if (found.has(name)) return;
    const similarity = jaccard(values, [offsets[a]!, offsets[a + 1]!], [offsets[b]!, offsets[b + 1]!]);
    if (similarity >= least) found.set(name, { a, b, similarity });
  };
  for (let band = 0; band < BANDS; band++) {
    const order = orderByBand(
      { offsets, values },
      Array.from({ length: MINIMA }, () => [random.int(2 ** 32) | 1, random.int(2 ** 32)]),
    );
    for (let start = 0, end = 0; start < rows; start = end) {
      for (end = start + 1; end < rows && order.keys[end] === order.keys[start]; end++);
      const reach = end - start > CROWD ? NEIGHBOURS : CROWD;
      for (let i = start; i < end; i++) {
        if (reach === NEIGHBOURS) crowded.add(order.rows[i]!);
        for (let j = i + 1; j < Math.min(end, i + 1 + reach); j++) compare(order.rows[i]!, order.rows[j]!);
      }
    }
  }
  const pairs = [...found.values()].sort((p, q) => q.similarity - p.similarity || p.a - q.a || p.b - q.b);
  return { pairs, crowded: crowded.size };
}

/** The rows in order of the band's key, then of the row. */
function orderByBand({ offsets, values }: TokenSets, hashes: readonly (readonly number[])[]): { keys: Uint32Array; rows: Int32Array } {
  const rows = offsets.length - 1;
  const packed = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let key = 0;
    for (const [factor, offset] of hashes) {
      let least = 0xffffffff;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const hash = (Math.imul(values[at]!, factor!) + offset!) >>> 0;
        if (hash < least) least = hash;
      }
      key = Math.imul(key ^ least, 0x01000193) ^ (key >>> 15);
    }
    // 32 bits of key and 21 of row are what a double holds.
    packed[row] = (key >>> 0) * ROWS_AT_MOST + row;
  }
  packed.sort();
  return { keys: Uint32Array.from(packed, (one) => Math.floor(one / ROWS_AT_MOST)), rows: Int32Array.from(packed, (one) => one % ROWS_AT_MOST) };
}

/** Rows that can be compared at once. */
export const ROWS_AT_MOST = 2 ** 21;

function jaccard(values: Uint32Array, [a, aEnd]: readonly [number, number], [b, bEnd]: readonly [number, number]): number {
  const all = aEnd - a + bEnd - b;
  let common = 0;
  for (let i = a, j = b; i < aEnd && j < bEnd;) {
    const [x, y] = [values[i]!, values[j]!];
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return all === 0 ? 1 : common / (all - common);
}
