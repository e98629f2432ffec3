import type { BatchColumn } from './batch.ts';
import { type ColumnYardstick, NO_CODE } from './pair-codes.ts';

/** A column in few codes: frequent texts, or bins; then all other texts, and the missing. */
export interface Coding {
  /** Position of the column. */
  readonly column: number;
  readonly codes: number;
  /** The code of each position that `codeColumn` gives. */
  readonly compact: Uint8Array;
}

/** The rows of some columns, each in its few codes, by the columns' positions. */
export type FewCodes = ReadonlyMap<number, Uint8Array>;

/** Texts that have a code of their own. */
const TEXTS = 30;

/** Chooses the codes of a column. */
export function codingOf(reference: ColumnYardstick, column: number): Coding {
  if (reference.kind !== 'string') {
    const bins = reference.bins.length;
    return { column, codes: bins + 2, compact: Uint8Array.from({ length: bins }, (_, bin) => bin) };
  }
  const texts = [...reference.values.counts.values()].map((count, position) => ({ count, position })).sort((a, b) => b.count - a.count || a.position - b.position);
  const own = Math.min(texts.length, TEXTS);
  const compact = new Uint8Array(texts.length).fill(own);
  for (let code = 0; code < own; code++) compact[texts[code]!.position] = code;
  return { column, codes: own + 2, compact };
}

/** The rows of a column in its few codes, from its positions (`codeColumn`). */
export function compactCodes({ codes, compact }: Coding, positions: Int32Array, { values }: BatchColumn): Uint8Array {
  const few = new Uint8Array(positions.length);
  for (let row = 0; row < few.length; row++) {
    const position = positions[row]!;
    const value = values[row];
    few[row] = position !== NO_CODE ? compact[position]! : value === null || Number.isNaN(value) ? codes - 1 : codes - 2;
  }
  return few;
}
