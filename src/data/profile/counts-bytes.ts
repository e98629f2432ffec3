import type { ByteReader, ByteWriter } from '../../kernel/index.ts';
import type { ColumnCounts, FrequentCount, TableCounts } from './profile.ts';

/** Writes counts: some 100 bytes a column, more where many values are frequent. */
export function writeTableCounts(writer: ByteWriter, counts: TableCounts): void {
  writer.count(counts.rows);
  writer.count(counts.columns.length);
  for (const column of counts.columns) writeColumnCounts(writer, column);
}

/** Reads what `writeTableCounts` wrote. Throws BYTES_MALFORMED. */
export function readTableCounts(reader: ByteReader): TableCounts {
  const rows = reader.count();
  const columns = Array.from({ length: reader.length(8) }, () => readColumnCounts(reader));
  return { rows, columns };
}

const NUMBERS = 0;
const TEXTS = 1;

function writeColumnCounts(writer: ByteWriter, column: ColumnCounts): void {
  for (const count of [column.rows, column.missing, column.unseen, column.below, column.above]) writer.count(count);
  writer.number(column.sum);
  writer.number(column.sumOfSquares);
  writer.count(column.bins.length);
  for (const count of column.bins) writer.count(count);
  const { frequent } = column;
  const areNumbers = frequent.every(({ value }) => String(Number(value)) === value);
  writer.byte(areNumbers ? NUMBERS : TEXTS);
  writer.count(frequent.length);
  for (const { value, count, exact } of frequent) {
    if (areNumbers) writer.number(Number(value));
    else writer.text(value);
    writer.count(2 * count + (exact === true ? 1 : 0));
  }
}

function readColumnCounts(reader: ByteReader): ColumnCounts {
  const [rows, missing, unseen, below, above] = Array.from({ length: 5 }, () => reader.count()) as [number, number, number, number, number];
  const sum = reader.number();
  const sumOfSquares = reader.number();
  const bins = Array.from({ length: reader.length(1) }, () => reader.count());
  const form = reader.version([NUMBERS, TEXTS]);
  const frequent = Array.from({ length: reader.length(2) }, (): FrequentCount => {
    const value = form === NUMBERS ? String(reader.number()) : reader.text();
    const written = reader.count();
    return { value, count: Math.floor(written / 2), ...(written % 2 === 1 && { exact: true }) };
  });
  return { rows, missing, unseen, below, above, sum, sumOfSquares, bins, frequent };
}
