import { binOf } from '../profile/bin-edges.ts';
import { minuteOfDay } from '../profile/counted-value.ts';
import type { BatchColumn } from './batch.ts';
import type { NumberYardstick } from './fit-numbers.ts';
import type { TextYardstick } from './fit-texts.ts';

export type ColumnYardstick = NumberYardstick | TextYardstick;

/** A row whose value says nothing about pairs: missing, or new, which other tests tell. */
export const NO_CODE = -1;

/** Texts that most rows have alone, such as keys and remarks, go with nothing. */
const MOSTLY_NEW = 0.2;

/** Whether a column can be one of a pair. */
export const hasCodes = (column: ColumnYardstick): boolean =>
  column.kind === 'string' ? column.values.counts.size > 1 && column.singles < MOSTLY_NEW * column.rows : column.bins.length > 1;

/** Turns a column's rows into small whole numbers: a text's position in the reference, a number's bin. */
export function codeColumn(reference: ColumnYardstick, column: BatchColumn): Int32Array {
  const codes = new Int32Array(column.values.length);
  if (reference.kind === 'string') {
    const positions = new Map([...reference.values.counts.keys()].map((text, i) => [text, i]));
    for (let row = 0; row < codes.length; row++) codes[row] = positions.get(column.values[row] as string) ?? NO_CODE;
    return codes;
  }
  for (let row = 0; row < codes.length; row++) {
    const value = column.values[row] as number;
    codes[row] = Number.isNaN(value) ? NO_CODE : binOf(reference.edges, reference.kind === 'timestamp' ? minuteOfDay(value) : value);
  }
  return codes;
}
