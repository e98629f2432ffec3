import { open } from 'node:fs/promises';
import { isCapstanError, messageOf } from '../kernel/index.ts';
import { type Columns, quoteIdentifier } from '../store/index.ts';
import { dataErrors } from './data.errors.ts';
import { quoteLiteral, type TableSql } from './table-sql.store.ts';

/** What may stand between the values of a line. */
const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Names that take more than this are read no further. */
const NAMES = 65_536;

/**
 * A CSV file whose types are found out from all of its values. DuckDB takes a file in which one line has another number of values for one column of whole lines, and a file of nothing for a column without a name: both are told instead.
 * Throws DATA_FILE_UNREADABLE.
 */
export async function csvTable(store: Columns, path: string, name: string): Promise<TableSql> {
  const unreadable = (reason: string, cause?: unknown): Error => dataErrors.FILE_UNREADABLE({ file: name, reason }, { cause });
  const names = await firstLine(path);
  if (names === null) throw unreadable('it is empty, and has not even a line of names');
  const file = quoteLiteral(path);
  const ask = <T>(sql: string): Promise<T[]> =>
    store.query<T>(sql).catch((error: unknown) => {
      throw unreadable(sayReason(isCapstanError(error) && error.cause !== undefined ? messageOf(error.cause) : messageOf(error)), error);
    });
  const [found] = await ask<{ delimiter: string; columns: number }>(`SELECT "Delimiter" AS delimiter, len("Columns") AS columns FROM sniff_csv(${file}, header = true)`);
  if (found!.columns > 1) return `read_csv(${file}, header = true, sample_size = -1, delim = ${quoteLiteral(found!.delimiter)})`;
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, values: names.split(delimiter).length }));
  const { delimiter, values } = counts.reduce((most, one) => (one.values > most.values ? one : most));
  if (values > 1) {
    const columns = Array.from({ length: values }, (_, i) => `${quoteIdentifier(`c${i}`)}: 'VARCHAR'`).join(', ');
    await ask(`SELECT count(*) FROM read_csv(${file}, auto_detect = false, header = true, quote = '"', escape = '"', delim = ${quoteLiteral(delimiter)}, columns = {${columns}})`);
  }
  return `read_csv(${file}, header = true, sample_size = -1)`;
}

/** The first line, without what stands in quotes; null of an empty file. */
async function firstLine(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(NAMES), 0, NAMES, 0);
    const text = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
    return text.trim() === '' ? null : text.replaceAll(/"(?:[^"]|"")*"/g, '').split(/\r?\n/, 1)[0]!;
  } finally {
    await file.close();
  }
}

/** What DuckDB says of a file over many lines, as one: `line 501 has 3 values, the line of names 2: 500,1,2`. */
function sayReason(message: string): string {
  const [, line] = /CSV Error on Line: (\d+)/.exec(message) ?? [];
  if (line === undefined) return message.split('\n')[0]!;
  if (/not utf-8/i.test(message)) return `line ${line} is not UTF-8`;
  const [, expected, has] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  const [, original = ''] = /Original Line: (.*)/.exec(message) ?? [];
  return expected === undefined ? `line ${line}: ${original.slice(0, 100)}` : `line ${line} has ${has!} values, the line of names ${expected}: ${original.slice(0, 100)}`;
}
