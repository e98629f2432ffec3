import { MISSING_BIN } from './bin-slots.ts';
import type { TrainingTable } from './training-table.ts';

/** Rows that are looked at, evenly spaced, to choose the edges of the bins. */
const EDGE_SAMPLE = 50_000;

/** Per feature, ascending: a value falls in the first bin whose edge is not below it, or in the last. An edge is a threshold of a tree. */
export type BinEdges = readonly Float32Array[];

/**
 * A table in bins, row after row, as records of `stride` 32-bit words: one byte a feature, then the row's gradient and Hessian
 * (as floats): all that a histogram takes of a row lies on one cache line. The bins are kept once more by feature, for dividing
 * rows by one of them, which then reads one byte a row.
 */
export interface BinnedTable {
  readonly rows: number;
  readonly features: number;
  readonly stride: number;
  /** Words of bins in a record; the gradient follows at `binWords`, the Hessian at `binWords + 1`. */
  readonly binWords: number;
  readonly words: Uint32Array;
  readonly floats: Float32Array;
  /** The bin of each row, by feature. */
  readonly columns: readonly Uint8Array[];
}

/** Chooses at most `bins` bins a feature, of about equal numbers of rows; a frequent value gets a bin of its own. */
export function chooseBinEdges(table: TrainingTable, bins: number): BinEdges {
  return table.columns.map((column) => {
    const step = Math.max(1, Math.ceil(column.length / EDGE_SAMPLE));
    const sample = new Float32Array(Math.ceil(column.length / step));
    let count = 0;
    for (let row = 0; row < column.length; row += step) if (column[row]! === column[row]!) sample[count++] = column[row]!;
    return edgesOf(sample.subarray(0, count).sort(), bins);
  });
}

function edgesOf(sorted: Float32Array, bins: number): Float32Array {
  const edges: number[] = [];
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) counts[counts.length - 1]!++;
    else {
      distinct.push(sorted[i]!);
      counts.push(1);
    }
  }
  const everyValue = distinct.length <= bins;
  let left = sorted.length;
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length && edges.length < bins - 1; i++) {
    inBin += counts[i]!;
    const fair = left / (bins - edges.length);
    // A bin is closed when it is full, or when the next value alone would fill one.
    if (!everyValue && inBin < fair && (counts[i + 1]! < fair || inBin < fair / 2)) continue;
    edges.push(between(distinct[i]!, distinct[i + 1]!));
    left -= inBin;
    inBin = 0;
  }
  return Float32Array.from(edges);
}

/** A 32-bit float t with a ≤ t < b: the middle where it exists. */
function between(a: number, b: number): number {
  const middle = Math.fround(a / 2 + b / 2);
  return middle >= a && middle < b ? middle : a;
}

/** Words of bins in a record, and words of a record, for so many features. */
export const recordWords = (features: number): { binWords: number; stride: number } => ({ binWords: Math.ceil(features / 4), stride: Math.ceil(features / 4) + 2 });

/** Puts a table into bins, in memory of its own or at a place that is all zero. */
export function binTable(table: TrainingTable, edges: BinEdges, place?: { readonly buffer: ArrayBuffer; readonly at: number }): BinnedTable {
  const { binWords, stride } = recordWords(edges.length);
  const size = table.rows * stride;
  const { buffer, at } = place ?? { buffer: new ArrayBuffer(size * 4), at: 0 };
  const words = new Uint32Array(buffer, at, size);
  const columns = table.columns.map((column, f) => binColumn(column, edges[f]!));
  columns.forEach((bins, f) => {
    const shift = (f & 3) * 8;
    for (let row = 0, word = f >> 2; row < table.rows; row++, word += stride) words[word]! |= bins[row]! << shift;
  });
  return { rows: table.rows, features: edges.length, stride, binWords, words, floats: new Float32Array(buffer, at, size), columns };
}

/** The bin of every value. The search takes the same steps for each, so that the processor guesses no branch wrong. */
function binColumn(column: Float32Array, edges: Float32Array): Uint8Array {
  let half = 1;
  while (half * 2 <= edges.length) half *= 2;
  const padded = new Float32Array(half * 2).fill(Infinity);
  padded.set(edges);
  const bins = new Uint8Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    let bin = 0;
    for (let step = half; step > 0; step >>= 1) bin += Number(padded[bin + step - 1]! < value) * step;
    bins[row] = value === value ? bin : MISSING_BIN;
  }
  return bins;
}
