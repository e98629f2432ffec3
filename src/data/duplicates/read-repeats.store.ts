import type { Columns as ColumnStore } from '../../store/index.ts';
import { numberSql, quoteIdentifier, type TableSql, textSql, type TypeFamily } from '../table-sql.store.ts';

/** Training rows and test rows, and by which columns they are compared. */
export interface TwoTables {
  readonly train: TableSql;
  readonly test: TableSql;
  /** Column → family, of both. */
  readonly columns: ReadonlyMap<string, TypeFamily>;
}

/** How often rows repeat. */
export interface Repeats {
  readonly train: number;
  readonly test: number;
  /** Training rows that stand there before already. */
  readonly repeated: number;
  /** Test rows that are training rows too. */
  readonly across: number;
  readonly examples: readonly Record<string, unknown>[];
  /** Test rows that would be training rows too by chance, were the columns independent. */
  readonly byChance: number;
}

/** A value such that equal ones of either table are equal. */
const valueSql = (column: string, family: TypeFamily): string =>
  family === 'string' || family === 'other' ? textSql(quoteIdentifier(column)) : numberSql(quoteIdentifier(column), family);

/** 64 bits of the row: of a million rows, two different ones share them once in 40 million tables. */
const rowHash = (columns: TwoTables['columns']): string => `hash(${[...columns].map(([name, family]) => valueSql(name, family)).join(', ')})`;

/** Counts rows that are equal in all columns, missing values included. */
export async function readRepeats(store: ColumnStore, { train, test, columns }: TwoTables): Promise<Repeats> {
  const hash = rowHash(columns);
  const [counts] = await store.query<{ train: number; test: number; different: number; across: number }>(
    `WITH learnt AS (SELECT ${hash} AS h FROM ${train}), tested AS (SELECT ${hash} AS h FROM ${test}) ` +
      `SELECT (SELECT count(*) FROM learnt) AS train, (SELECT count(*) FROM tested) AS test, (SELECT count(DISTINCT h) FROM learnt) AS different, ` +
      `(SELECT count(*) FROM tested WHERE h IN (SELECT h FROM learnt)) AS across`,
  );
  const { different, ...found } = counts!;
  const names = [...columns.keys()].map(quoteIdentifier).join(', ');
  const examples = found.across === 0 ? [] : await store.query(`SELECT ${names} FROM ${test} WHERE ${hash} IN (SELECT ${hash} FROM ${train}) LIMIT 5`);
  const collisions: number[] = [];
  for (const [name, family] of columns) {
    const value = valueSql(name, family);
    const [one] = await store.query<{ p: number | null }>(
      `SELECT sum((n / total) ^ 2) AS p FROM (SELECT CAST(count(*) AS DOUBLE) AS n, sum(count(*)) OVER () AS total FROM ${train} GROUP BY ${value})`,
    );
    collisions.push(one?.p ?? 1);
  }
  const chance = collisions.reduce((product, p) => product * p, 1);
  return { ...found, repeated: found.train - different, examples, byChance: found.test * -Math.expm1(found.train * Math.log1p(-Math.min(chance, 1 - 1e-12))) };
}

/** Training rows that are equal in all columns but have another label than an equal one. */
export async function countConflicts(store: ColumnStore, { train, columns }: TwoTables, label: string): Promise<number> {
  const [found] = await store.query<{ rows: number | null }>(
    `SELECT CAST(sum(n) AS BIGINT) AS rows FROM (SELECT count(*) AS n FROM ${train} GROUP BY ${rowHash(columns)} HAVING count(DISTINCT ${quoteIdentifier(label)}) > 1)`,
  );
  return found?.rows ?? 0;
}

/** SQL of the different rows of both tables, each once, with its `side` (0 is training) and position there; rows that both have are the training's. */
export const differentRows = ({ train, test, columns }: TwoTables, limit: number): TableSql => {
  const shownSql = (name: string, family: TypeFamily): string => (family === 'timestamp' ? `CAST(${quoteIdentifier(name)} AS TIMESTAMP)` : valueSql(name, family));
  const names = [...columns].map(([name, family]) => `${shownSql(name, family)} AS ${quoteIdentifier(name)}`).join(', ');
  const side = (table: TableSql, n: number): string =>
    `SELECT ${names}, ${n} AS "capstan side", row_number() OVER () - 1 AS "capstan row", ${rowHash(columns)} AS "capstan hash" FROM ${table}`;
  return (
    `(SELECT * EXCLUDE ("capstan hash") FROM (${side(train, 0)} UNION ALL ${side(test, 1)}) ` +
    `QUALIFY row_number() OVER (PARTITION BY "capstan hash" ORDER BY "capstan side", "capstan row") = 1 ORDER BY "capstan side" DESC, "capstan row" LIMIT ${limit})`
  );
};

/** Test rows whose value of a column is that of a training row too, and how many values those are. */
export async function countShared(store: ColumnStore, { train, test }: Pick<TwoTables, 'train' | 'test'>, column: { name: string; family: TypeFamily }) {
  const value = valueSql(column.name, column.family);
  const [found] = await store.query<{ rows: number; shared: number; train: number; examples: unknown[] | null }>(
    `WITH common AS (SELECT v, count(*) AS n FROM (SELECT ${value} AS v FROM ${test}) WHERE v IN (SELECT ${value} FROM ${train}) GROUP BY v) ` +
      `SELECT CAST(coalesce(sum(n), 0) AS BIGINT) AS rows, count(*) AS shared, (SELECT count(DISTINCT ${value}) FROM ${train}) AS train, list(v ORDER BY n DESC, v)[1:5] AS examples FROM common`,
  );
  return found!;
}

/** Of two columns of instants, how many rows of a table have the second after the first. */
export async function countAfter(store: ColumnStore, table: TableSql, about: { readonly column: string; readonly eventAt: string }): Promise<{ rows: number; later: number }> {
  const [found] = await store.query<{ rows: number; later: number }>(
    `SELECT count(${quoteIdentifier(about.column)}) AS rows, count(*) FILTER (${quoteIdentifier(about.column)} > ${quoteIdentifier(about.eventAt)}) AS later FROM ${table}`,
  );
  return found!;
}

/** Training rows that happened at or after the first test row. */
export async function countTimeOverlap(store: ColumnStore, { train, test }: Pick<TwoTables, 'train' | 'test'>, eventAt: string): Promise<number> {
  const at = quoteIdentifier(eventAt);
  const [found] = await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${train} WHERE ${at} >= (SELECT min(${at}) FROM ${test})`);
  return found!.rows;
}
