import { isCapstanError } from '../../kernel/index.ts';
import type { Columns as ColumnStore } from '../../store/index.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';

/** Different texts of a column that are counted one by one, and the bytes that they may hold together. */
const MOST_TEXTS = 65_536;
const MOST_BYTES = 2 ** 25;
/** So many rows at the beginning of a table, and different texts among them, tell that there may be too many. */
const FIRST_ROWS = 50_000;
const SUSPICIOUS = 5000;
/** How many there are is estimated from one in so many. */
const SAMPLED = 256;
/** Columns in one query: each takes some megabytes in DuckDB while it runs. */
const TOGETHER = 8;

/** How many rows hold each text of a column, and how many hold none. */
export interface TextRows {
  readonly counts: ReadonlyMap<string, number>;
  readonly nulls: number;
}

/** Columns of texts of a table of so many rows. */
export interface TextsOf {
  readonly from: TableSql;
  readonly rows: number;
  readonly names: readonly string[];
}

/**
 * Counts the texts of columns where DuckDB reads them, once for each different text that is stored beside another: some 7 ns a row. Null for a column of more than 65,536 different texts,
 * or of 32 MB of them: which those are depends on the set of rows alone.
 */
export async function countTexts(store: ColumnStore, { from, rows, names }: TextsOf): Promise<(TextRows | null)[]> {
  const found = new Map<string, TextRows | null>();
  const few = rows <= 2 * MOST_TEXTS ? names : await withoutMany(store, from, names);
  for (let at = 0; at < few.length; at += TOGETHER) {
    const group = few.slice(at, at + TOGETHER);
    const counted = await groupRows(store, from, group);
    group.forEach((name, i) => found.set(name, counted[i]!));
  }
  return names.map((name) => found.get(name) ?? null);
}

const columnAt = (i: number): string => `v${i}`;

/** One row for each different text of each column: the column, the text and how many rows hold it. */
function groupedSql(from: TableSql, names: readonly string[]): string {
  const columns = names.map((_, i) => columnAt(i));
  const values = names.map((name, i) => `CAST(${quoteIdentifier(name)} AS VARCHAR) AS ${columnAt(i)}`);
  // Of the columns that a row is not grouped by, a bit is set.
  const of = columns.map((column, i) => `WHEN grouping(${column}) = 0 THEN ${i}`);
  return `SELECT CASE ${of.join(' ')} END AS of, coalesce(${columns.join(', ')}, NULL) AS text, count(*) AS held FROM (SELECT ${values.join(', ')} FROM ${from}) GROUP BY GROUPING SETS (${columns.map((column) => `(${column})`).join(', ')})`;
}

/** The columns that hold no more different texts than DuckDB can well hold at once: all that are counted, and perhaps others. */
async function withoutMany(store: ColumnStore, from: TableSql, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return names;
  const first = await distinctOf(store, `(SELECT * FROM ${from} LIMIT ${FIRST_ROWS})`, names, (text) => text);
  const suspects = names.filter((_, i) => first[i]! > SUSPICIOUS);
  if (suspects.length === 0) return names;
  const sampled = await distinctOf(store, from, suspects, (text) => `CASE WHEN hash(${text}) % ${SAMPLED} = 0 THEN ${text} END`);
  const many = new Set(suspects.filter((_, i) => sampled[i]! * SAMPLED > 2 * MOST_TEXTS));
  return names.filter((name) => !many.has(name));
}

async function distinctOf(store: ColumnStore, from: TableSql, names: readonly string[], of: (text: string) => string): Promise<number[]> {
  const counts = names.map((name, i) => `approx_count_distinct(${of(`CAST(${quoteIdentifier(name)} AS VARCHAR)`)}) AS ${columnAt(i)}`);
  const [found] = await store.query<Record<string, number>>(`SELECT ${counts.join(', ')} FROM ${from}`);
  return names.map((_, i) => found![columnAt(i)]!);
}

async function groupRows(store: ColumnStore, from: TableSql, names: readonly string[]): Promise<(TextRows | null)[]> {
  if (names.length === 0) return [];
  const all = names.map(() => ({ counts: new Map<string, number>(), nulls: 0, bytes: 0 }));
  try {
    await store.batchesOf(groupedSql(from, names), [], ({ rows, columns }) => {
      const [of, texts, held] = columns as [Float64Array, readonly (string | null)[], Float64Array];
      for (let row = 0; row < rows; row++) {
        const column = all[of[row]!]!;
        const text = texts[row]!;
        if (text === null) column.nulls += held[row]!;
        else if (column.counts.size <= MOST_TEXTS && column.bytes <= MOST_BYTES) {
          column.counts.set(text, held[row]!);
          column.bytes += Buffer.byteLength(text);
        }
      }
    });
  } catch (error) {
    // The later rows hold more different texts than there is memory for.
    if (!isCapstanError(error) || error.code !== 'STORE_QUERY_TOO_LARGE') throw error;
    if (names.length === 1) return [null];
    const alone: (TextRows | null)[] = [];
    for (const name of names) alone.push(...(await groupRows(store, from, [name])));
    return alone;
  }
  return all.map(({ counts, nulls, bytes }) => (counts.size > MOST_TEXTS || bytes > MOST_BYTES ? null : { counts, nulls }));
}
