import { fnv1a, MINUTE } from '../../kernel/index.ts';
import { type Table, type TableColumn, textOf } from '../tables/table.ts';

/** Rows as sets: the tokens of row i are `values[offsets[i] … offsets[i + 1])`, ascending, each once. */
export interface TokenSets {
  readonly offsets: Int32Array;
  readonly values: Uint32Array;
}

/** Texts longer than this on average are compared by their parts. */
const FREE_TEXT = 12;
const SHINGLE = 4;
/** Numbers closer than this share of the range from the 5th to the 95th percentile count as nearly the same. */
const WIDTH = 0.01;
const FEW = 12;

/**
 * The tokens of each row. A column gives two: of a text (without regard to case and space), a truth or one of few numbers, both stand for the value; of other numbers,
 * for the two cells of staggered grids that it lies in, so that near values share one at least (of instants, those within half a minute). A column of free text gives one for every four letters in sequence.
 */
export function tokensOf(table: Table): TokenSets {
  const writers = table.columns.map(tokenWriter);
  const offsets = new Int32Array(table.rows + 1);
  let values = new Uint32Array(Math.max(16, table.rows * table.columns.length * 2));
  for (let row = 0; row < table.rows; row++) {
    const tokens: number[] = [];
    for (const write of writers) write(row, tokens);
    const unique = Uint32Array.from(new Set(tokens)).sort();
    const start = offsets[row]!;
    if (start + unique.length > values.length) {
      const larger = new Uint32Array((start + unique.length) * 2);
      larger.set(values);
      values = larger;
    }
    values.set(unique, start);
    offsets[row + 1] = start + unique.length;
  }
  return { offsets, values: values.subarray(0, offsets[table.rows]) };
}

type TokenWriter = (row: number, into: number[]) => void;

function tokenWriter(column: TableColumn): TokenWriter {
  const { values, name } = column;
  const seed = fnv1a(`${name}\u0000`);
  const twice = (code: number, into: number[]): void => void into.push(mix(seed, code), mix(seed ^ 0x9e3779b9, code));
  if (values instanceof Float64Array) {
    const width = column.family === 'boolean' ? 0 : column.family === 'timestamp' ? MINUTE : gridOf(values);
    return (row, into) => {
      const value = values[row]!;
      if (Number.isNaN(value) || width === 0) return twice(fnv1a(String(value)), into);
      into.push(mix(seed, Math.floor(value / width)), mix(seed ^ 0x9e3779b9, Math.floor(value / width + 0.5)));
    };
  }
  const isFree = averageLength(values) > FREE_TEXT;
  return (row, into) => {
    const text = (textOf(column, row) ?? '\u0000').toLowerCase().replaceAll(/\s+/g, ' ').trim();
    if (!isFree || text.length <= SHINGLE) return twice(fnv1a(text), into);
    for (let at = 0; at + SHINGLE <= text.length; at++) into.push(mix(seed, fnv1a(text.slice(at, at + SHINGLE))));
  };
}

/** The width of a cell; 0 when the values are few and stand for themselves. */
function gridOf(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  if (new Set(sorted).size <= FEW) return 0;
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  const range = at(0.95) - at(0.05);
  return range > 0 ? range * WIDTH : (at(1) - at(0)) * WIDTH;
}

function averageLength(values: readonly (string | null)[]): number {
  let letters = 0;
  let texts = 0;
  for (const value of values) {
    if (value === null) continue;
    letters += value.length;
    texts++;
  }
  return texts === 0 ? 0 : letters / texts;
}

/** Two whole numbers to one of 32 bits (the finaliser of MurmurHash3, Austin Appleby). */
function mix(seed: number, value: number): number {
  let hash = Math.imul(seed ^ (value | 0), 0x85ebca6b) ^ Math.imul(Math.floor(value / 4_294_967_296) | 0, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
