import { fnv1a } from '../../kernel/index.ts';
import type { Batch } from './batch.ts';

/** One number a row that is the same for rows that are alike in all columns; others differ but for one chance in 2⁵³ a pair. */
export function rowKeys(batch: Batch): Float64Array {
  const high = new Uint32Array(batch.rows).fill(0x811c9dc5);
  const low = new Uint32Array(batch.rows).fill(0x9e3779b1);
  const mix = (row: number, x: number, y: number): void => {
    high[row] = Math.imul(high[row]! ^ x, 0x01000193) ^ (low[row]! >>> 15);
    low[row] = Math.imul(low[row]! ^ y ^ (high[row]! >>> 13), 0x85ebca6b);
  };
  const bits = new Float64Array(1);
  const halves = new Uint32Array(bits.buffer);
  for (const column of batch.columns) {
    const hashes = new Map<string | null, number>();
    for (let row = 0; row < batch.rows; row++) {
      if (column.kind === 'string') {
        const text = column.values[row]!;
        let hash = hashes.get(text);
        if (hash === undefined) hashes.set(text, (hash = text === null ? 1 : fnv1a(text)));
        mix(row, hash, text === null ? 0 : text.length);
      } else {
        bits[0] = column.values[row]!;
        mix(row, halves[0]!, halves[1]!);
      }
    }
  }
  const keys = new Float64Array(batch.rows);
  for (let row = 0; row < keys.length; row++) keys[row] = (high[row]! & 0x1fffff) * 2 ** 32 + low[row]!;
  return keys;
}
