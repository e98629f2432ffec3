import { readFile, writeFile } from 'node:fs/promises';
import { trainErrors } from './train.errors.ts';

/** Outcomes: 0 and 1, or any numbers. */
export type Labels = Uint8Array | Float64Array;

/** Model input of many rows, column by column, in event order. Rows line up with the Parquet file they were made from. */
export interface FeatureTable {
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: readonly Float32Array[];
  readonly labels: Labels;
  readonly eventAt: Float64Array;
}

const MAGIC = 'CAPSTAN-FEATURES-1\n';

/**
 * Writes a table: the magic line, one line of JSON with names and row count, padding to 8 bytes,
 * then event times (float64), columns (float32) and labels (uint8, or float64 where the line says `numbers`), little-endian. The same table gives the same bytes.
 */
export async function writeFeatureTable(path: string, table: FeatureTable): Promise<void> {
  const head = Buffer.from(`${MAGIC}${JSON.stringify({ names: table.names, rows: table.rows, ...(table.labels instanceof Float64Array && { labels: 'numbers' }) })}\n`);
  const header = Buffer.concat([head, Buffer.alloc(-head.length & 7, ' ')]);
  const parts = [table.eventAt, ...table.columns, table.labels].map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength));
  await writeFile(path, Buffer.concat([header, ...parts]));
}

/** Reads what `writeFeatureTable` wrote. Throws TRAIN_TABLE_UNREADABLE. */
export async function readFeatureTable(path: string): Promise<FeatureTable> {
  const file = await readFile(path);
  const end = file.indexOf('\n', MAGIC.length);
  if (file.subarray(0, MAGIC.length).toString() !== MAGIC || end < 0) throw trainErrors.TABLE_UNREADABLE({ path });
  const { names, rows, labels } = JSON.parse(file.subarray(MAGIC.length, end).toString()) as { names: string[]; rows: number; labels?: 'numbers' };
  const width = labels === 'numbers' ? 8 : 1;
  let offset = Math.ceil((end + 1) / 8) * 8;
  if (file.length !== offset + rows * (8 + 4 * names.length + width)) throw trainErrors.TABLE_UNREADABLE({ path });
  const take = (bytes: number): ArrayBuffer => {
    const copy = new ArrayBuffer(bytes);
    file.copy(new Uint8Array(copy), 0, offset, offset + bytes);
    offset += bytes;
    return copy;
  };
  const eventAt = new Float64Array(take(rows * 8));
  const columns = names.map(() => new Float32Array(take(rows * 4)));
  return { names, rows, columns, eventAt, labels: width === 8 ? new Float64Array(take(rows * 8)) : new Uint8Array(take(rows)) };
}

/** The rows from `from` (inclusive) to `to` (exclusive), as views. */
export const sliceTable = (table: FeatureTable, from: number, to: number): FeatureTable => ({
  names: table.names,
  rows: to - from,
  columns: table.columns.map((column) => column.subarray(from, to)),
  labels: table.labels.subarray(from, to),
  eventAt: table.eventAt.subarray(from, to),
});

/** Each `n`th row from the first, as a smaller table of its own. */
export function everyNth(table: FeatureTable, n: number): FeatureTable {
  if (n <= 1) return table;
  return {
    names: table.names,
    rows: Math.ceil(table.rows / n),
    columns: table.columns.map((column) => column.filter((_, i) => i % n === 0)),
    labels: table.labels.filter((_, i) => i % n === 0),
    eventAt: table.eventAt.filter((_, i) => i % n === 0),
  };
}
