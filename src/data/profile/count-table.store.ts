import { mostFrequent } from '../../stats/index.ts';
import type { Columns as ColumnStore } from '../../store/index.ts';
import type { TableSql } from '../table-sql.store.ts';
import { countRows } from './count-rows.store.ts';
import { countTexts, type TextRows } from './count-texts.store.ts';
import { countsTexts } from './counted-value.ts';
import { createCounter } from './create-counter.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount, TableCounts, TableProfile } from './profile.ts';
import { readValues } from './read-values.store.ts';
import { isSpecialText } from './special-texts.ts';

/** Columns that are counted in one reading. */
const TOGETHER = 128;

/**
 * Counts a table in the bins of a reference, at constant memory: what live traffic is counted by, for files. Some 35 ns a number and 10 ns a text.
 * @example judgeColumn({ profile: reference.columns[0], window: (await countTable(means.columns, parquetTable([path]), reference)).columns[0], … })
 */
export async function countTable(store: ColumnStore, from: TableSql, reference: TableProfile): Promise<TableCounts> {
  const rows = await countRows(store, from);
  const found = new Map<ColumnProfile, ColumnCounts>();
  const texts = reference.columns.filter(({ kind }) => countsTexts(kind));
  const counted = await countTexts(store, { from, rows, names: texts.map(({ name }) => name) });
  texts.forEach((column, i) => counted[i] && found.set(column, countsOfTexts(column, rows, counted[i])));
  const others = reference.columns.filter((column) => !found.has(column));
  for (let at = 0; at < others.length; at += TOGETHER) {
    const group = others.slice(at, at + TOGETHER);
    const counter = createCounter({ rows: reference.rows, columns: group });
    await readValues(store, { from, columns: group }, (batch) => counter.addColumns(batch.rows, (i) => batch.columns[i]!));
    counter.counts().columns.forEach((counts, i) => found.set(group[i]!, counts));
  }
  return { rows, columns: reference.columns.map((column) => found.get(column)!) };
}

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
