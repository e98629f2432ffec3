import type { Columns as ColumnStore, ColumnSet } from '../../store/index.ts';
import { type ColumnSql, columnSqlOf, columnTests, type RowTest, SQL_TYPE, storedColumns } from './column-sql.store.ts';
import type { Columns } from '../columns.ts';
import { conditionHolds, rangeText } from './compile-row-contract.ts';
import type { Contract } from './contract.ts';
import type { ContractFailure, ContractReason, ContractResult } from './contract-result.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';
import { compileConditions, type CompiledCondition } from './validate-contract.ts';

/** What to check a table by. */
export interface TableCheck {
  readonly contract: Contract;
  /** Rows that came before: `unique` holds across them too. */
  readonly earlier?: TableSql;
  /** Whether a text in a column of another kind is wrong, or is to be read as that kind (as in CSV). @default 'wrong' */
  readonly texts?: 'wrong' | 'read';
}

/** What a check found, and what it takes to act on it. */
export interface Examination {
  readonly result: ContractResult;
  /** True when the table's columns are the contract's, each of its kind's own SQL type: what remains of it need not be written anew. */
  readonly asStored: boolean;
  /** Writes Parquet: the rows to keep, in the kinds' own types, and (when there are any) the rows set aside, as they came. */
  readonly split: (to: { readonly passing: string; readonly failing: string }) => Promise<void>;
}

const EXAMPLES = 5;
const CHUNK = 1_000_000;

/** A test that failed. */
type FailedTest = Pick<RowTest, 'column' | 'reason' | 'severity' | 'message'>;

/** The rows that failed a test, by their position in the table. */
interface FailedRows extends FailedTest {
  readonly rows: readonly number[];
}

/** A condition that does not hold for some rows: how many, and the first of them. */
interface BrokenCondition extends FailedTest {
  readonly condition: CompiledCondition;
  readonly count: number;
  readonly first: readonly number[];
}

/**
 * Runs a contract on a table: one pass counts the failures of all columns; only what failed is looked at again for at most five examples.
 * Means the same as `compileRowContract` on each row, and adds `unique` (all but the first of equal values fail) and `volume`.
 * Rows whose value is not of the column's kind are set aside whatever the policy and severity, since no column could hold them, unless the verdict is `failed`.
 * A missing column, a column of another kind and a broken volume fail whatever the policy. Throws DATA_CONTRACT_INVALID.
 * @example const result = await checkTable(means.columns, parquetTable([path]), { contract }); if (result.verdict === 'failed') …
 */
export const checkTable = async (store: ColumnStore, from: TableSql, check: TableCheck): Promise<ContractResult> => (await examineTable(store, from, check)).result;

/** `checkTable`, for one who then splits the table into rows to keep and rows set aside. */
export async function examineTable(store: ColumnStore, from: TableSql, check: TableCheck): Promise<Examination> {
  const { contract } = check;
  const conditions = compileConditions(contract);
  const types = new Map((await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`)).map((row) => [row.column_name, row.column_type]));
  const structure = structureOf(contract, types, check.texts ?? 'wrong');
  const { sound, sql } = structure;
  const tests = sound.flatMap((name) => columnTests(name, contract.columns[name]!, sql.get(name)!));
  const unique = sound.filter((name) => contract.columns[name]!.unique === true);
  const counts = await countFailures(store, from, { tests, unique: unique.map((name) => sql.get(name)!.value) });
  const { rows } = counts;
  const numbered = `(SELECT *, row_number() OVER () - 1 AS "row*" FROM ${from})`;
  const view: View = { store, from, numbered, columns: contract.columns, names: Object.keys(contract.columns).filter((name) => types.has(name)), sql };

  const failures: ContractFailure[] = [];
  const add = (found: FailedTest, failed: number, examples: ContractFailure['examples']): void => {
    const { column, reason, severity } = found;
    failures.push({ column, reason, severity, rows: failed, fraction: rows === 0 ? 0 : failed / rows, message: `${found.message}: ${failed} of ${rows} rows`, examples });
  };
  for (const broken of structure.failures) add(broken, rows, broken.reason === 'wrong_type' ? await examplesWhere(view, 'TRUE', broken) : []);
  const failing = tests.filter((_, i) => counts.tests[i]! > 0);
  for (const test of failing) add(test, counts.tests[tests.indexOf(test)]!, await examplesWhere(view, test.failing, test));
  const duplicates: FailedRows[] = [];
  for (const [i, name] of unique.entries()) duplicates.push(...(await duplicateRows(view, name, { within: counts.duplicates[i]! > 0, earlier: check.earlier })));
  for (const found of duplicates) add(found, found.rows.length, await examplesAt(view, found.rows.slice(0, EXAMPLES)));
  const broken = await brokenConditions(
    view,
    conditions.filter((condition) => condition.uses.every((name) => sound.includes(name))),
  );
  for (const found of broken) add(found, found.count, await examplesAt(view, found.first));
  const volume = contract.volume ?? {};
  if (rows < (volume.min ?? 0) || rows > (volume.max ?? Infinity)) {
    failures.push({ column: '*', reason: 'volume', severity: 'error', rows, fraction: 1, message: `${rows} rows, outside the volume ${rangeText(volume)}`, examples: [] });
  }

  const policy = contract.policy ?? 'stop';
  const isError = (one: { readonly severity: string }): boolean => one.severity === 'error';
  const unusable = structure.failures.some(isError) || failures.some((one) => one.reason === 'volume') || (policy === 'stop' && failures.some(isError));
  const aside = (one: { readonly severity: string; readonly reason: ContractReason }): boolean => !unusable && (one.reason === 'wrong_type' || (isError(one) && policy === 'drop'));
  const positions = new Set(duplicates.filter(aside).flatMap((found) => found.rows));
  for (const position of await rowsWhere(view, failing.filter(aside))) positions.add(position);
  for (const position of await rowsBreaking(
    view,
    broken.filter(aside).map((found) => found.condition),
    rows,
  ))
    positions.add(position);
  return {
    result: { rows, failures, verdict: unusable ? 'failed' : failures.length > 0 ? 'warned' : 'passed', dropped: positions.size },
    asStored: Object.entries(contract.columns).every(([name, { kind }]) => types.get(name) === SQL_TYPE[kind]) && types.size === Object.keys(contract.columns).length,
    split: (to) =>
      writeSplit(
        view,
        [...positions].sort((a, b) => a - b),
        to,
      ),
  };
}

/** One pass over the table. */
async function countFailures(
  store: ColumnStore,
  from: TableSql,
  about: { readonly tests: readonly RowTest[]; readonly unique: readonly string[] },
): Promise<{ rows: number; tests: number[]; duplicates: number[] }> {
  const counted = [...about.tests.map((test) => `count(*) FILTER (WHERE ${test.failing})`), ...about.unique.map((value) => `count(${value}) - count(DISTINCT ${value})`)];
  const found = await store.query<Record<string, number>>(`SELECT ${['count(*)', ...counted].map((sql, i) => `${sql} AS c${i}`).join(', ')} FROM ${from}`);
  const counts = ['', ...counted].map((_, i) => found[0]![`c${i}`]!);
  return { rows: counts[0]!, tests: counts.slice(1, 1 + about.tests.length), duplicates: counts.slice(1 + about.tests.length) };
}

/** What the queries of one check share. */
interface View {
  readonly store: ColumnStore;
  readonly from: TableSql;
  /** The table with each row's position as `"row*"`. */
  readonly numbered: TableSql;
  readonly columns: Columns;
  /** The contract's columns that the table has. */
  readonly names: readonly string[];
  readonly sql: ReadonlyMap<string, ColumnSql>;
}

/** What is wrong with the table as a whole, and the columns that can be tested row by row. */
function structureOf(contract: Contract, types: ReadonlyMap<string, string>, texts: 'wrong' | 'read'): { failures: FailedTest[]; sound: string[]; sql: Map<string, ColumnSql> } {
  const failures: FailedTest[] = [];
  const sound: string[] = [];
  const sql = new Map<string, ColumnSql>();
  for (const [name, column] of Object.entries(contract.columns)) {
    const type = types.get(name);
    if (type === undefined) {
      failures.push({ column: name, reason: 'missing_column', severity: 'error', message: `${name} is not a column of the table` });
      continue;
    }
    const found = columnSqlOf(name, { kind: column.kind, type, texts });
    if (found === null) {
      failures.push({ column: name, reason: 'wrong_type', severity: 'error', message: `${name} is ${type}, not ${column.kind}` });
      continue;
    }
    sound.push(name);
    sql.set(name, found);
  }
  for (const name of types.keys()) {
    if (!(name in contract.columns)) failures.push({ column: name, reason: 'unexpected_column', severity: 'warn', message: `${name} is not a column of the contract` });
  }
  return { failures, sound, sql };
}

/** All but the first of equal values, and all that occur in the earlier rows. */
async function duplicateRows(view: View, name: string, about: { readonly within: boolean; readonly earlier: TableSql | undefined }): Promise<FailedRows[]> {
  if (!about.within && about.earlier === undefined) return [];
  const valued = `(SELECT "row*", ${view.sql.get(name)!.value} AS value FROM ${view.numbered})`;
  const tests = [...(about.within ? ['turn > 1'] : []), ...(about.earlier === undefined ? [] : [`value IN (SELECT ${quoteIdentifier(name)} FROM ${about.earlier})`])];
  const turns = about.within ? `(SELECT *, row_number() OVER (PARTITION BY value ORDER BY "row*") AS turn FROM ${valued} WHERE value IS NOT NULL)` : valued;
  const rows = await positionsOf(view, `SELECT "row*" FROM ${turns} WHERE ${tests.join(' OR ')} ORDER BY 1`);
  return rows.length === 0 ? [] : [{ column: name, reason: 'duplicate', severity: view.columns[name]!.severity ?? 'error', rows, message: `${name} occurs before` }];
}

/**
 * Evaluates conditions in JavaScript, as in serving. A condition depends on the values that it uses and nothing else,
 * so each distinct combination of them is evaluated once.
 */
async function brokenConditions(view: View, conditions: readonly CompiledCondition[]): Promise<BrokenCondition[]> {
  const broken: BrokenCondition[] = [];
  for (const condition of conditions) {
    const values = condition.uses.map((name) => view.sql.get(name)!.value);
    const combinations = await view.store.columnsOf(
      `SELECT ${[...values, 'count(*)', 'min("row*")'].join(', ')} FROM ${view.numbered}${values.length > 0 ? ` GROUP BY ${values.map((_, i) => i + 1).join(', ')}` : ''}`,
    );
    const [counts, firsts] = combinations.columns.slice(-2) as [Float64Array, Float64Array];
    let count = 0;
    const first: number[] = [];
    forEachRow(view.columns, condition.uses, combinations, (row, i) => {
      if (counts[i] === 0 || conditionHolds(condition, view.columns, row)) return;
      count += counts[i]!;
      first.push(firsts[i]!);
    });
    const { name, severity, expression } = condition;
    if (count > 0)
      broken.push({
        condition,
        column: name,
        reason: 'condition',
        severity,
        message: `${name} (${expression.source}) does not hold`,
        count,
        first: first.sort((a, b) => a - b).slice(0, EXAMPLES),
      });
  }
  return broken;
}

/** The positions of all rows for which one of the conditions does not hold. */
async function rowsBreaking(view: View, conditions: readonly CompiledCondition[], rows: number): Promise<number[]> {
  const names = [...new Set(conditions.flatMap((condition) => condition.uses))];
  const values = names.map((name) => view.sql.get(name)!.value);
  const found: number[] = [];
  for (let start = 0; conditions.length > 0 && start < rows; start += CHUNK) {
    const chunk = await view.store.columnsOf(`SELECT ${[...values, '"row*"'].join(', ')} FROM ${view.numbered} WHERE "row*" >= ${start} AND "row*" < ${start + CHUNK}`);
    const positions = chunk.columns.at(-1) as Float64Array;
    forEachRow(view.columns, names, chunk, (row, i) => {
      if (conditions.some((condition) => !conditionHolds(condition, view.columns, row))) found.push(positions[i]!);
    });
  }
  return found;
}

/** The positions of all rows that fail one of the tests. */
const rowsWhere = async (view: View, tests: readonly RowTest[]): Promise<number[]> =>
  tests.length === 0 ? [] : positionsOf(view, `SELECT "row*" FROM ${view.numbered} WHERE ${tests.map((test) => `coalesce(${test.failing}, FALSE)`).join(' OR ')}`);

const positionsOf = async (view: View, sql: string): Promise<number[]> => Array.from((await view.store.columnsOf(sql)).columns[0] as Float64Array);

/** Calls `visit` with each row of the first columns and its index; the row object is reused. */
function forEachRow(columns: Columns, names: readonly string[], chunk: ColumnSet, visit: (row: Readonly<Record<string, unknown>>, index: number) => void): void {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < chunk.rows; i++) {
    for (let c = 0; c < names.length; c++) {
      const value = chunk.columns[c]![i]!;
      row[names[c]!] = columns[names[c]!]!.kind === 'boolean' && !Number.isNaN(value) ? value === 1 : value;
    }
    visit(row, i);
  }
}

/** Examples as people should see them; a value that is not of its kind as text, since nothing else may hold it. */
const examplesWhere = (view: View, failing: string, test: FailedTest): Promise<Record<string, unknown>[]> =>
  view.store.query(
    `SELECT ${view.names.map((name) => (name === test.column && test.reason === 'wrong_type' ? `CAST(${quoteIdentifier(name)} AS VARCHAR) AS ${quoteIdentifier(name)}` : quoteIdentifier(name))).join(', ')} FROM ${view.from} WHERE ${failing} LIMIT ${EXAMPLES}`,
  );

const examplesAt = (view: View, rows: readonly number[]): Promise<Record<string, unknown>[]> =>
  view.store.query(`SELECT ${view.names.map(quoteIdentifier).join(', ')} FROM ${view.numbered} WHERE "row*" IN (${rows.join(', ')}) ORDER BY "row*"`);

/** Writes the rows to keep in the kinds' own types, and the rows set aside as they came. */
async function writeSplit(view: View, positions: readonly number[], split: { passing: string; failing: string }): Promise<void> {
  const kept = storedColumns(view.columns, view.sql);
  if (positions.length === 0) {
    await view.store.copyToParquet(`SELECT ${kept} FROM ${view.from}`, split.passing);
    return;
  }
  const listed = `(SELECT CAST(unnest(string_split($1, ',')) AS BIGINT))`;
  const copy = (columns: string, which: 'IN' | 'NOT IN', path: string) =>
    view.store.copyToParquet(`SELECT ${columns} FROM ${view.numbered} WHERE "row*" ${which} ${listed} ORDER BY "row*"`, path, [positions.join(',')]);
  await copy(kept, 'NOT IN', split.passing);
  await copy(view.names.map(quoteIdentifier).join(', '), 'IN', split.failing);
}
