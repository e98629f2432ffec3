import type { Columns as ColumnStore, ColumnSet } from '../../../store/index.ts';
import type { ColumnKind } from '../../columns.ts';
import { familyOf, isNumeric, quoteIdentifier, type TableSql } from '../../table-sql.store.ts';
import { dataErrors } from '../../data.errors.ts';
import { wideColumns } from '../../tables/exact-table.store.ts';
import { describeTable } from '../../tables/read-table.store.ts';
import { columnSqlOf } from '../column-sql.store.ts';
import type { Sample, SampledColumn } from './sample.ts';

/** A table to learn from: one file, or one batch of several. */
export interface SeenTable {
  readonly table: TableSql;
  readonly texts: 'wrong' | 'read';
}

/** What was read of the tables, and the columns of which no contract can speak. */
export interface SeenSample extends Sample {
  /** All tables as one, each column of its kind. */
  readonly table: TableSql;
  /** Rows of all tables; those of the sample may be fewer. */
  readonly allRows: number;
  /** True when each part is a table of its own. */
  readonly batches: boolean;
  readonly left: readonly { readonly name: string; readonly what: string }[];
}

/** Rows that are looked at, over all tables. */
const MOST_ROWS = 200_000;
/** Tables from which what changes between them can be judged; fewer are taken as one. */
const FEWEST_BATCHES = 4;
/** Stretches of consecutive rows that a single table falls into: what changes in the course of it shows between them. */
const STRETCHES = 20;

/** Reads tables of the same columns; of many rows a seeded random sample, the same share of each. Throws DATA_TABLE_UNFIT where their columns differ. */
export async function readSample(store: ColumnStore, tables: readonly SeenTable[]): Promise<SeenSample> {
  await requireSameColumns(store, tables);
  const { kinds, left } = await inferKinds(store, tables);
  const selected = await Promise.all(tables.map((one) => selectKinds(store, one, kinds)));
  const names = [...kinds.keys()];
  const sizes: number[] = [];
  for (const table of selected) sizes.push((await store.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]!.n);
  const allRows = sizes.reduce((sum, size) => sum + size, 0);
  const batches = tables.length >= FEWEST_BATCHES;
  const read: ColumnSet[] = [];
  for (const table of selected) {
    // Row by row, so that the order stays.
    const sampled = allRows > MOST_ROWS ? `${table} USING SAMPLE ${((100 * MOST_ROWS) / allRows).toFixed(6)} PERCENT (bernoulli, 1)` : table;
    read.push(await store.columnsOf(`SELECT ${names.map(quoteIdentifier).join(', ')} FROM ${sampled}`));
  }
  const rows = read.reduce((sum, one) => sum + one.rows, 0);
  const partOf = new Uint16Array(rows);
  let at = 0;
  for (const [i, one] of read.entries()) for (let row = 0; row < one.rows; row++, at++) partOf[at] = batches ? i : Math.floor((at * STRETCHES) / rows);
  const columns = names.map((name, i): SampledColumn => ({ name, kind: kinds.get(name)!, values: join(read.map((one) => one.columns[i]!)) }));
  return {
    columns,
    rows,
    partOf,
    parts: batches ? tables.length : STRETCHES,
    batches,
    table: `(${selected.map((table) => `SELECT * FROM ${table}`).join(' UNION ALL ')})`,
    allRows,
    left,
  };
}

function join(pieces: readonly (Float64Array | readonly (string | null)[])[]): Float64Array | readonly (string | null)[] {
  if (pieces.every((piece) => piece instanceof Float64Array)) {
    const whole = new Float64Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
  return pieces.flatMap((piece) => (piece instanceof Float64Array ? [] : [...piece]));
}

/** Batches of one table have the same columns: of one that only some have, or that is of another kind in others, nothing that holds of all could be learned. */
async function requireSameColumns(store: ColumnStore, tables: readonly SeenTable[]): Promise<void> {
  const seen = await Promise.all(tables.map(async ({ table, texts }) => ({ texts, families: await describeTable(store, table) })));
  const [first, ...others] = seen;
  const problems = others.flatMap(({ texts, families }, i) => {
    const where = `table ${i + 2}`;
    const lacks = [...first!.families.keys()].filter((name) => !families.has(name)).map((name) => `${where} has no column ${name}, which the first has`);
    const further = [...families.keys()].filter((name) => !first!.families.has(name)).map((name) => `${where} has a column ${name}, which the first has not`);
    // A CSV file's texts are read as what they are in the other.
    const other = [...families].flatMap(([name, family]) => {
      const was = first!.families.get(name);
      return texts === 'read' || first!.texts === 'read' || was === undefined || was === family || (isNumeric(was) && isNumeric(family))
        ? []
        : [`${name} is ${family} in ${where}, and ${was} in the first`];
    });
    return [...lacks, ...further, ...other];
  });
  if (problems.length > 0) throw dataErrors.TABLE_UNFIT({ problems });
}

/** The kind of each column, by the types of the tables that have them and by what the texts of CSV files can be read as. Throws DATA_TABLE_UNFIT where texts cannot be read as what another table holds. */
async function inferKinds(store: ColumnStore, tables: readonly SeenTable[]): Promise<{ kinds: Map<string, ColumnKind>; left: { name: string; what: string }[] }> {
  const typed = tables.filter(({ texts }) => texts !== 'read');
  const described = await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${(typed[0] ?? tables[0]!).table}`);
  const wide = new Set((await Promise.all(typed.map(({ table }) => wideColumns(store, table)))).flat());
  const kinds = new Map<string, ColumnKind>();
  const left: { name: string; what: string }[] = [];
  for (const { column_name: name, column_type: type } of described) {
    const family = familyOf(type);
    if (family === 'other') left.push({ name, what: `values of type ${type}` });
    else if (wide.has(name)) left.push({ name, what: `whole numbers beyond 2^53, which a request cannot hold exactly: write them as texts` });
    else kinds.set(name, family);
  }
  const read = await readTexts(
    store,
    tables.filter(({ texts }) => texts === 'read'),
    [...kinds.keys()],
  );
  const problems: string[] = [];
  for (const [name, kind] of read) {
    const typedAs = typed.length === 0 ? undefined : kinds.get(name);
    if (typedAs === undefined) kinds.set(name, kind ?? 'string');
    else if (kind === 'number' && typedAs === 'integer') kinds.set(name, kind);
    else if (kind !== null && kind !== typedAs && typedAs !== 'string' && !(kind === 'integer' && typedAs === 'number'))
      problems.push(`${name} is ${typedAs} in one table, and holds texts in a CSV file that are none`);
  }
  if (problems.length > 0) throw dataErrors.TABLE_UNFIT({ problems });
  return { kinds, left };
}

/** Whether a text is a whole number that a number holds exactly. */
const isSafe = (text: string): string => `coalesce(TRY_CAST(${text} AS HUGEINT) BETWEEN -9007199254740991 AND 9007199254740991, FALSE)`;

/** Of texts, the narrowest kind that all of them can be read as. */
const READINGS = [
  ['integer', (text: string) => `${isSafe(text)} AND regexp_full_match(${text}, '-?(0|[1-9][0-9]*)')`],
  [
    'number',
    (text: string) =>
      `coalesce(isfinite(TRY_CAST(${text} AS DOUBLE)), FALSE) AND NOT regexp_matches(${text}, '^[+-]?0[0-9]+$|^\\+[0-9]{7,}$') AND (NOT regexp_full_match(${text}, '[+-]?[0-9]+') OR ${isSafe(text)})`,
  ],
  ['boolean', (text: string) => `lower(${text}) IN ('true', 'false')`],
  ['timestamp', (text: string) => `TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`],
] as const;

/** What the texts of CSV files can be read as; null of a column without any. */
async function readTexts(store: ColumnStore, tables: readonly SeenTable[], names: readonly string[]): Promise<ReadonlyMap<string, ColumnKind | null>> {
  const kinds = new Map<string, ColumnKind | null>();
  if (tables.length === 0) return kinds;
  const all = `(${tables.map((one) => `SELECT ${names.map(quoteIdentifier).join(', ')} FROM ${one.table}`).join(' UNION ALL ')})`;
  for (const name of names) {
    const text = `nullif(trim(${quoteIdentifier(name)}), '')`;
    const tests = READINGS.map(([kind, reads]) => `bool_and(${reads(text)}) AS "${kind}"`);
    const [found] = await store.query<Record<string, boolean | null>>(`SELECT count(*) > 0 AS "any", ${tests.join(', ')} FROM ${all} WHERE ${text} IS NOT NULL`);
    kinds.set(name, found?.['any'] === true ? (READINGS.find(([kind]) => found[kind] === true)?.[0] ?? 'string') : null);
  }
  return kinds;
}

async function selectKinds(store: ColumnStore, { table, texts }: SeenTable, kinds: ReadonlyMap<string, ColumnKind>): Promise<TableSql> {
  const described = await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${table}`);
  const types = new Map(described.map((column) => [column.column_name, column.column_type]));
  const columns = [...kinds].map(([name, kind]) => {
    const type = types.get(name);
    const sql = type === undefined ? null : columnSqlOf(name, { kind, type, texts });
    return `${sql === null ? 'NULL' : sql.value} AS ${quoteIdentifier(name)}`;
  });
  return `(SELECT ${columns.join(', ')} FROM ${table})`;
}
