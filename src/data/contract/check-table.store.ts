import type { Columns as ColumnStore } from '../../store/index.ts';
import type { Columns } from '../columns.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';
import { brokenConditions, rowsBreaking } from './break-conditions.store.ts';
import { type CheckView, positionsOf } from './check-view.store.ts';
import { type ColumnSql, columnSqlOf, columnTests, type RowTest, SQL_TYPE, storedColumns, type Tested, testedBy, valueTestSql } from './column-sql.store.ts';
import { isValueTest } from './compile-value-test.ts';
import type { Contract } from './contract.ts';
import type { ContractFailure, ContractReason, ContractResult } from './contract-result.ts';
import { type LocatedTest, locatedTests, uniqueTest } from './locate-rows.store.ts';
import { type Measure, type Measured, measuresOf } from './measure-table.store.ts';
import { runDriftTest } from './run-drift-test.store.ts';
import { runSqlTest } from './run-sql-test.store.ts';
import { exceeds } from './share-test.ts';
import type { Surroundings } from './surroundings.ts';
import type { AnyTableTest } from './table-test.ts';
import { compileConditions } from './validate-contract.ts';
import { nameOfTest } from './validate-table-tests.ts';
import { rangeText } from './value-of-kind.ts';

/** What to check a table by. */
export interface TableCheck {
  readonly contract: Contract;
  /** Rows that came before: `unique` holds across them too. */
  readonly earlier?: TableSql;
  /** Whether a text in a column of another kind is wrong, or is to be read as that kind (as in CSV). @default 'wrong' */
  readonly texts?: 'wrong' | 'read';
  /** What tests of the whole table look at beside it. */
  readonly surroundings?: Surroundings;
}

/** What a check found, and what it takes to act on it. */
export interface Examination {
  readonly result: ContractResult;
  /** True when the table's columns are the contract's, each of its kind's own SQL type: what remains of it need not be written anew. */
  readonly asStored: boolean;
  /** Positions of the rows that fail a test of the result, ascending; null for what is not of single rows: the whole table, an aggregate, a distribution. */
  readonly rowsOf: (failure: ContractFailure) => Promise<readonly number[] | null>;
  /** Writes Parquet: the rows to keep, in the kinds' own types, and (when there are any) the rows set aside, as they came. */
  readonly split: (to: { readonly passing: string; readonly failing: string }) => Promise<void>;
}

const EXAMPLES = 5;
/** Scalars of one query: planning one with many takes longer than running several, which read other columns. */
const TOGETHER = 64;

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
  const { contract, surroundings = {} } = check;
  const conditions = compileConditions(contract);
  const types = new Map((await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`)).map((row) => [row.column_name, row.column_type]));
  const structure = structureOf(contract, types, check.texts ?? 'wrong');
  const { sound, sql } = structure;
  const numbered = `(SELECT *, row_number() OVER () - 1 AS "row*" FROM ${from})`;
  const view: CheckView = { store, from, numbered, columns: contract.columns, names: Object.keys(contract.columns).filter((name) => types.has(name)), sql };
  const skipped: { test: string; why: string }[] = [];
  const skip = (test: AnyTableTest, why: string): void => void skipped.push({ test: nameOfTest(test), why });
  const listed: readonly AnyTableTest[] = contract.tests ?? [];

  const rowTests = [
    ...sound.flatMap((name) => columnTests(name, contract.columns[name]!, sql.get(name)!)),
    ...listed.flatMap((test) =>
      isValueTest(test) && sql.has(test.column) && !saidByColumn(test, contract.columns) ? valueTestSql(test, sql.get(test.column)!, contract.columns[test.column]!.kind) : [],
    ),
  ];
  const located = [
    ...sound.filter((name) => contract.columns[name]!.unique === true).map((name) => uniqueColumn(view, name, check.earlier)),
    ...locatedTests(view, listed, { surroundings, earlier: check.earlier, skip }),
  ];
  const measures = await measuresOf(view, listed, { surroundings, skip });
  const passed = await passOnce(store, from, { tests: rowTests, located, measures });
  const { rows } = passed;

  const failures: ContractFailure[] = [];
  const locating = new Map<ContractFailure, () => Promise<readonly number[]>>();
  const add = (tested: Tested, failed: number, examples: ContractFailure['examples'], says?: string): ContractFailure => {
    const { column, reason, severity, message, test, owner, description } = tested;
    const facts = { ...(test !== undefined && { test }), ...(owner !== undefined && { owner }), ...(description !== undefined && { description }) };
    const failure: ContractFailure = {
      column,
      reason,
      severity,
      rows: failed,
      fraction: rows === 0 ? 0 : failed / rows,
      message: says ?? `${message}: ${failed} of ${rows} rows`,
      ...facts,
      examples,
    };
    failures.push(failure);
    return failure;
  };
  for (const broken of structure.failures) add(broken, rows, broken.reason === 'wrong_type' ? await examplesWhere(view, 'TRUE', broken) : []);
  const failing = rowTests.filter((test, i) => exceeds(passed.tests[i]!, rows, test.allowance));
  for (const test of failing) locating.set(add(test, passed.tests[rowTests.indexOf(test)]!, await examplesWhere(view, test.failing, test)), () => rowsWhere(view, [test]));
  const found: { readonly test: Tested; readonly rows: readonly number[] }[] = [];
  for (const [i, test] of located.entries()) {
    const positions = await test.positions(passed.located[i]! > 0);
    if (exceeds(positions.length, rows, test.allowance)) found.push({ test, rows: positions });
  }
  for (const one of found) locating.set(add(one.test, one.rows.length, await examplesAt(view, one.rows.slice(0, EXAMPLES))), () => Promise.resolve(one.rows));
  const usable = conditions.filter((condition) => condition.uses.every((name) => sound.includes(name)));
  const broken = (await brokenConditions(view, usable)).filter((one) => exceeds(one.count, rows, one.condition.stated));
  for (const one of broken) locating.set(add(one, one.count, await examplesAt(view, one.first)), () => rowsBreaking(view, [one.condition], rows));
  const whole = [...volumeFailure(contract, rows), ...measures.flatMap((measure, i) => measure.judge(passed.measures[i]!, rows) ?? [])];
  for (const one of whole) add(one, one.rows, [], one.message);
  for (const test of listed) {
    if (test.test === 'drift')
      for (const change of await runDriftTest(view, test, { surroundings, skip: (why) => skip(test, why) }))
        add(change, change.rows, change.positions.length === 0 ? [] : await examplesAt(view, change.positions.slice(0, EXAMPLES)), change.message);
    if (test.test !== 'sql') continue;
    if (surroundings.files === undefined) {
      skip(test, 'the table is not read from files');
      continue;
    }
    const tested = testedBy(test, { column: '*', reason: 'sql', message: nameOfTest(test) });
    const wrong = await runSqlTest(view, test, surroundings.files);
    if (typeof wrong === 'string') add(tested, rows, [], `${tested.message} cannot be run: ${wrong}`);
    else if (wrong.rows > 0) {
      const failure = add(tested, wrong.rows, wrong.examples, `${tested.message} finds ${wrong.rows} ${wrong.rows === 1 ? 'row' : 'rows'}`);
      const { positions } = wrong;
      if (positions === null || positions.some((position) => position >= rows)) continue;
      found.push({ test: tested, rows: positions });
      locating.set(failure, () => Promise.resolve(positions));
    }
  }

  const policy = contract.policy ?? 'stop';
  const isError = (one: { readonly severity: string }): boolean => one.severity === 'error';
  const unusable =
    structure.failures.some(isError) ||
    failures.some((one) => WHOLE_TABLE.includes(one.reason) && !locating.has(one) && isError(one)) ||
    (policy === 'stop' && failures.some(isError));
  const aside = (one: { readonly severity: string; readonly reason: ContractReason }): boolean => !unusable && (one.reason === 'wrong_type' || (isError(one) && policy === 'drop'));
  const positions = new Set(found.filter(({ test }) => aside(test)).flatMap((one) => one.rows));
  for (const position of await rowsWhere(view, failing.filter(aside))) positions.add(position);
  const breaking = broken.filter(aside).map((one) => one.condition);
  for (const position of await rowsBreaking(view, breaking, rows)) positions.add(position);
  return {
    result: { rows, failures, verdict: unusable ? 'failed' : failures.length > 0 ? 'warned' : 'passed', dropped: positions.size, ...(skipped.length > 0 && { skipped }) },
    rowsOf: async (failure) => (await locating.get(failure)?.()) ?? null,
    asStored: Object.entries(contract.columns).every(([name, { kind }]) => types.get(name) === SQL_TYPE[kind]) && types.size === Object.keys(contract.columns).length,
    split: (to) =>
      writeSplit(
        view,
        [...positions].sort((a, b) => a - b),
        to,
      ),
  };
}

/** A column that may not be empty says so itself. */
const saidByColumn = (test: AnyTableTest, columns: Columns): boolean => test.test === 'missing' && !columns[test.column]!.nullable;

/** Reasons that are about the table, not about rows that could be set aside (but for those of an `sql` test that says where they are). */
const WHOLE_TABLE: readonly ContractReason[] = ['volume', 'aggregate', 'point_mass', 'stale', 'distribution', 'drift', 'sql'];

function volumeFailure({ volume = {} }: Contract, rows: number): Measured[] {
  if (rows >= (volume.min ?? 0) && rows <= (volume.max ?? Infinity)) return [];
  return [{ column: '*', reason: 'volume', severity: 'error', message: `${rows} rows, outside the volume ${rangeText(volume)}`, rows }];
}

function uniqueColumn(view: CheckView, name: string, earlier: TableSql | undefined): LocatedTest {
  const { severity = 'error', owner } = view.columns[name]!;
  return uniqueTest(view, [name], { column: name, reason: 'duplicate', severity, message: `${name} occurs before`, ...(owner !== undefined && { owner }), allowance: {}, earlier });
}

/** All scalars of all tests, in one pass over the table. */
async function passOnce(
  store: ColumnStore,
  from: TableSql,
  about: { readonly tests: readonly RowTest[]; readonly located: readonly LocatedTest[]; readonly measures: readonly Measure[] },
): Promise<{ rows: number; tests: number[]; located: number[]; measures: unknown[][] }> {
  const scalars = [
    'count(*)',
    ...about.tests.map((test) => `count(*) FILTER (WHERE ${test.failing})`),
    ...about.located.map((test) => test.counted ?? '0'),
    ...about.measures.flatMap((measure) => measure.sql),
  ];
  const values: unknown[] = [];
  for (let at = 0; at < scalars.length; at += TOGETHER) {
    const some = scalars.slice(at, at + TOGETHER);
    const [found] = await store.query<Record<string, unknown>>(`SELECT ${some.map((sql, i) => `${sql} AS c${i}`).join(', ')} FROM ${from}`);
    values.push(...some.map((_, i) => found![`c${i}`]));
  }
  const take = (count: number): unknown[] => values.splice(0, count);
  const [rows] = take(1) as [number];
  return {
    rows,
    tests: take(about.tests.length) as number[],
    located: take(about.located.length) as number[],
    measures: about.measures.map((measure) => take(measure.sql.length)),
  };
}

/** What is wrong with the table as a whole, and the columns that can be tested row by row. */
function structureOf(contract: Contract, types: ReadonlyMap<string, string>, texts: 'wrong' | 'read'): { failures: Tested[]; sound: string[]; sql: Map<string, ColumnSql> } {
  const failures: Tested[] = [];
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

/** The positions of all rows that fail one of the tests. */
const rowsWhere = async (view: CheckView, tests: readonly RowTest[]): Promise<number[]> =>
  tests.length === 0 ? [] : positionsOf(view, `SELECT "row*" FROM ${view.numbered} WHERE ${tests.map((test) => `coalesce(${test.failing}, FALSE)`).join(' OR ')}`);

/** Examples as people should see them; a value that is not of its kind as text, since nothing else may hold it. */
const examplesWhere = (view: CheckView, failing: string, test: Tested): Promise<Record<string, unknown>[]> =>
  view.store.query(
    `SELECT ${view.names.map((name) => (name === test.column && test.reason === 'wrong_type' ? `CAST(${quoteIdentifier(name)} AS VARCHAR) AS ${quoteIdentifier(name)}` : quoteIdentifier(name))).join(', ')} FROM ${view.from} WHERE ${failing} LIMIT ${EXAMPLES}`,
  );

const examplesAt = (view: CheckView, rows: readonly number[]): Promise<Record<string, unknown>[]> =>
  view.store.query(`SELECT ${view.names.map(quoteIdentifier).join(', ')} FROM ${view.numbered} WHERE "row*" IN (${rows.join(', ')}) ORDER BY "row*"`);

/** Writes the rows to keep in the kinds' own types, and the rows set aside as they came. */
async function writeSplit(view: CheckView, positions: readonly number[], split: { passing: string; failing: string }): Promise<void> {
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
