import type { Interval } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { DataProject } from './ingest-rows.store.ts';
import { openSource, readAsKinds, readingSource } from './open-source.store.ts';
import { resolveSource } from './resolve-source.ts';
import { quoteIdentifier, quoteLiteral } from './table-sql.store.ts';
import { requireDataset } from './validate-dataset.ts';

/** Which rows of a source to read. */
export interface SourceRowsOrder {
  readonly interval: Interval;
  /** A share of the units, 0..1, chosen by their keys: the same seed takes the same units whatever the interval. @default all */
  readonly sample?: { readonly fraction: number; readonly seed: string | number };
}

/** Rows column by column: numbers (instants in ms, truths as 0 and 1) with NaN for missing, texts with null. */
export interface SourceRows {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Float64Array | readonly (string | null)[]>>;
}

/** Reads a dataset's source itself, untested, in order of event time and key: for replays. Throws as `ingest` does for sources. */
export async function readSourceRows(means: Means, project: DataProject, about: { readonly name: string } & SourceRowsOrder): Promise<SourceRows> {
  const { name, interval, sample } = about;
  const dataset = requireDataset(project.datasets, name);
  const path = await resolveSource(dataset.source, { dataset: name, root: project.root });
  const source = await openSource(means.columns, dataset, { name, path });
  const names = Object.keys(dataset.contract.columns);
  const values = readAsKinds(dataset, names).map((value, i) => `${value} AS ${quoteIdentifier(names[i]!)}`);
  const chosen = sample === undefined || sample.fraction >= 1 ? '' : ` WHERE ${sampleSql(quoteIdentifier(dataset.key), sample)}`;
  const read = await readingSource({ name, path }, () => means.columns.columnsOf(`SELECT ${values.join(', ')} FROM ${source.rowsOf(interval)}${chosen} ORDER BY ${source.order}`));
  return { rows: read.rows, columns: Object.fromEntries(read.names.map((column, i) => [column, read.columns[i]!])) };
}

// A hash with a public definition, so that a sample stays the same when DuckDB changes its own.
const sampleSql = (key: string, { fraction, seed }: { fraction: number; seed: string | number }): string =>
  `md5_number_lower(concat(${quoteLiteral(`${seed}:`)}, ${key})) < CAST(${quoteLiteral(String(BigInt(Math.floor(Math.max(fraction, 0) * 2 ** 53)) * 2048n))} AS UBIGINT)`;
