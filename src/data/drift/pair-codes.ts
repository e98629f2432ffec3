import type { BatchColumn } from './batch.ts';
import type { NumberYardstick } from './fit-numbers.ts';
import type { TextYardstick } from './fit-texts.ts';
import { NOWHERE, placeNumbers, type PlacedNumbers } from './place-numbers.ts';

export type ColumnYardstick = NumberYardstick | TextYardstick;

/** A row whose value says nothing about pairs: missing, or new, which other tests tell. */
export const NO_CODE = -1;

/** Texts that most rows have alone, such as keys and remarks, go with nothing. */
const MOSTLY_NEW = 0.2;

/** Whether a column can be one of a pair. */
export const hasCodes = (column: ColumnYardstick): boolean =>
  column.kind === 'string' ? column.values.counts.size > 1 && column.singles < MOSTLY_NEW * column.rows : column.bins.length > 1;

/** Turns a column's rows into small whole numbers: a text's position in the reference, a number's bin. */
export function codeColumn(reference: ColumnYardstick, column: BatchColumn, placed: PlacedNumbers | null = placeNumbers(reference, column)): Int32Array {
  const codes = new Int32Array(column.values.length);
  if (reference.kind === 'string') {
    const positions = new Map([...reference.values.counts.keys()].map((text, i) => [text, i]));
    for (let row = 0; row < codes.length; row++) codes[row] = positions.get(column.values[row] as string) ?? NO_CODE;
    return codes;
  }
  const { at, bins } = placed!;
  for (let row = 0; row < codes.length; row++) codes[row] = at[row] === NOWHERE ? NO_CODE : bins[at[row]!]!;
  return codes;
}
