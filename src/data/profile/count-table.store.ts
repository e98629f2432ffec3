import { mostFrequent } from '../../stats/index.ts';
import type { Columns as ColumnStore } from '../../store/index.ts';
import type { TableSql } from '../table-sql.store.ts';
import { countRows } from './count-rows.store.ts';
import { countTexts, type TextRows } from './count-texts.store.ts';
import { countsTexts } from './counted-value.ts';
import { countValues } from './count-values.store.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount, TableCounts, TableProfile } from './profile.ts';
import { isSpecialText } from './special-texts.ts';
import { type NumbersHandling, spreadNumbers } from './spread-numbers.store.ts';

/** Nanoseconds a number. */
const COST = 35;

/**
 * Counts a table in the bins of a reference, at constant memory: what live traffic is counted by, for files. Some 35 ns a number and 10 ns a text; numbers of large files in several threads.
 * @example judgeColumn({ profile: reference.columns[0], window: (await countTable(means.columns, parquetTable([path]), reference)).columns[0], … })
 */
export async function countTable(store: ColumnStore, from: TableSql, reference: TableProfile): Promise<TableCounts> {
  const rows = await countRows(store, from);
  const found = new Map<ColumnProfile, ColumnCounts>();
  const [texts, numbers] = [true, false].map((areTexts) => reference.columns.filter(({ kind }) => countsTexts(kind) === areTexts)) as [ColumnProfile[], ColumnProfile[]];
  const note = (columns: readonly ColumnProfile[], counts: readonly ColumnCounts[]): void => columns.forEach((column, i) => found.set(column, counts[i]!));
  const counting = countingOf(store, from, reference.rows);
  const spread = spreadNumbers(store, { from, rows, columns: numbers, cost: COST }, counting);
  try {
    // Texts are counted in DuckDB, beside what is done with numbers here.
    const [counted, ofNumbers] = await Promise.all([countTexts(store, { from, rows, names: texts.map(({ name }) => name) }), spread.results()]);
    note(numbers, ofNumbers);
    texts.forEach((column, i) => counted[i] && found.set(column, countsOfTexts(column, rows, counted[i])));
    const many = texts.filter((column) => !found.has(column));
    note(many, await counting.here(many));
  } finally {
    await spread.stop();
  }
  return { rows, columns: reference.columns.map((column) => found.get(column)!) };
}

/** How columns of numbers are counted in the bins of a reference of so many rows, here and in other threads. */
export const countingOf = (store: ColumnStore, from: TableSql, rows: number): NumbersHandling<ColumnProfile, ColumnCounts> => ({
  here: (columns) => countValues(store, from, { rows, columns }),
  ask: (columns) => ({ count: { rows, columns } }),
  read: (answer) => ('counts' in answer ? answer.counts : []),
});

function countsOfTexts({ top }: ColumnProfile, rows: number, { counts, nulls }: TextRows): ColumnCounts {
  const bins = top.map(({ value }) => counts.get(value) ?? 0);
  const listed = new Set(top.map(({ value }) => value));
  const special: FrequentCount[] = [];
  const others: FrequentCount[] = [];
  for (const [value, count] of counts) {
    if (!listed.has(value) && isSpecialText(value)) special.push({ value, count, exact: true });
    else others.push({ value, count });
  }
  return {
    rows,
    missing: nulls,
    unseen: bins.reduce((left, count) => left - count, rows - nulls),
    below: 0,
    above: 0,
    sum: 0,
    sumOfSquares: 0,
    bins,
    frequent: mostFrequent<FrequentCount>([...special, ...mostFrequent<FrequentCount>(others)], Infinity),
  };
}
