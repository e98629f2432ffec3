import type { Columns as ColumnStore, ColumnSet } from '../store/index.ts';
import { type ColumnSql, columnSqlOf, columnTests, type RowTest, storedColumns } from './column-sql.store.ts';
import type { Columns } from './columns.ts';
import { conditionHolds, rangeText } from './compile-row-contract.ts';
import type { Contract, ContractFailure, ContractReason, ContractResult } from './contract.ts';
import { quoteIdentifier, type TableSql } from './table-sql.store.ts';
import { compileConditions, type CompiledCondition } from './validate-contract.ts';

/** What else `checkTable` may do. */
export interface TableCheckOptions {
  /**
   * Writes the rows to keep, in the kinds' own types, unless the verdict is `failed`, and the rows set aside, as they came, when there are any:
   * paths of Parquet files.
   */
  readonly split?: { readonly passing: string; readonly failing: string };
  /** Rows that came before: `unique` holds across them too. */
  readonly earlier?: TableSql;
  /** Whether a text in a column of another kind is wrong, or is to be read as that kind (as in CSV). @default 'wrong' */
  readonly texts?: 'wrong' | 'read';
}

const EXAMPLES = 5;
const CHUNK = 1_000_000;

/** Rows that failed a test which SQL does not decide by itself, by their position in the table. */
interface FailedRows {
  readonly column: string;
  readonly reason: ContractReason;
  readonly severity: 'error' | 'warn';
  readonly rows: readonly number[];
  readonly message: string;
}

/**
 * Runs a contract on a table: one pass counts the failures of all columns; only what failed is looked at again for at most five examples.
 * Means the same as `compileRowContract` on each row, and adds `unique` (all but the first of equal values fail) and `volume`.
 * Under the policies `drop` and `warn`, rows whose value is not of the column's kind are set aside, since no column could hold them.
 * A missing column, a column of another kind and a broken volume fail whatever the policy. Throws DATA_CONTRACT_INVALID.
 */
export async function checkTable(store: ColumnStore, from: TableSql, about: { readonly contract: Contract } & TableCheckOptions): Promise<ContractResult> {
  const { contract } = about;
  const conditions = compileConditions(contract);
  const types = new Map((await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`)).map((row) => [row.column_name, row.column_type]));
  const structure = structureOf(contract, types, about.texts ?? 'wrong');
  const { sound, sql } = structure;
  const tests = sound.flatMap((name) => columnTests(name, contract.columns[name]!, sql.get(name)!));
  const duplicates = sound.filter((name) => contract.columns[name]!.unique === true);

  const counted = await store.query<Record<string, number>>(
    `SELECT count(*) AS "rows"${tests.map((test, i) => `, count(*) FILTER (WHERE ${test.failing}) AS t${i}`).join('')}${duplicates.map((name, i) => `, count(${sql.get(name)!.value}) - count(DISTINCT ${sql.get(name)!.value}) AS d${i}`).join('')} FROM ${from}`,
  );
  const counts = counted[0]!;
  const rows = counts['rows']!;
  const numbered = `(SELECT *, row_number() OVER () - 1 AS "row*" FROM ${from})`;
  const view: View = { store, from, numbered, columns: contract.columns, names: Object.keys(contract.columns).filter((name) => types.has(name)), sql };

  const failures: ContractFailure[] = [];
  const failure = (found: Omit<FailedRows, 'rows'>, failed: number, examples: ContractFailure['examples']): void => {
    failures.push({
      column: found.column,
      reason: found.reason,
      severity: found.severity,
      rows: failed,
      fraction: rows === 0 ? 0 : failed / rows,
      message: `${found.message}: ${failed} of ${rows} rows`,
      examples,
    });
  };
  for (const broken of structure.failures) failure(broken, rows, broken.reason === 'wrong_type' ? await examplesWhere(view, 'TRUE', broken.column) : []);
  const failingTests = tests.filter((_, i) => counts[`t${i}`]! > 0);
  for (const test of failingTests) failure(test, counts[`t${tests.indexOf(test)}`]!, await examplesWhere(view, test.failing, test.column));
  const failedRows: FailedRows[] = [];
  for (const [i, name] of duplicates.entries()) {
    if (counts[`d${i}`]! > 0 || about.earlier !== undefined) failedRows.push(await duplicateRows(view, name, about.earlier));
  }
  failedRows.push(...(await conditionRows(view, conditions, { sound, rows })));
  for (const found of failedRows.filter((one) => one.rows.length > 0)) failure(found, found.rows.length, await examplesAt(view, found.rows.slice(0, EXAMPLES)));

  const volume = contract.volume ?? {};
  if (rows < (volume.min ?? 0) || rows > (volume.max ?? Infinity)) {
    failures.push({ column: '*', reason: 'volume', severity: 'error', rows, fraction: 1, message: `${rows} rows, outside the volume ${rangeText(volume)}`, examples: [] });
  }

  const policy = contract.policy ?? 'stop';
  const isError = (one: { severity: string }): boolean => one.severity === 'error';
  const unusable = structure.failures.some(isError) || failures.some((one) => one.reason === 'volume') || (policy === 'stop' && failures.some(isError));
  let dropped = 0;
  if (!unusable && (failures.some(isError) || about.split !== undefined)) {
    const aside = policy === 'drop' ? isError : (one: { reason: ContractReason; severity: string }): boolean => isError(one) && one.reason === 'wrong_type';
    const positions = await positionsToDrop(view, failingTests.filter(aside), failedRows.filter(aside));
    dropped = positions.length;
    if (about.split !== undefined) await writeSplit(view, positions, about.split);
  }
  return { rows, failures, verdict: unusable ? 'failed' : failures.length > 0 ? 'warned' : 'passed', dropped };
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
function structureOf(contract: Contract, types: ReadonlyMap<string, string>, texts: 'wrong' | 'read'): { failures: Omit<FailedRows, 'rows'>[]; sound: string[]; sql: Map<string, ColumnSql> } {
  const failures: Omit<FailedRows, 'rows'>[] = [];
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
async function duplicateRows(view: View, name: string, earlier: TableSql | undefined): Promise<FailedRows> {
  const { value } = view.sql.get(name)!;
  const column = view.columns[name]!;
  const before = earlier === undefined ? '' : ` OR value IN (SELECT ${quoteIdentifier(name)} FROM ${earlier})`;
  const found = await view.store.columnsOf(
    `SELECT "row*" FROM (SELECT "row*", value, row_number() OVER (PARTITION BY value ORDER BY "row*") AS turn FROM (SELECT "row*", ${value} AS value FROM ${view.numbered}) WHERE value IS NOT NULL) WHERE turn > 1${before} ORDER BY 1`,
  );
  return { column: name, reason: 'duplicate', severity: column.severity ?? 'error', rows: Array.from(found.columns[0] as Float64Array), message: `${name} occurs before` };
}

/** Evaluates the conditions in JavaScript, as in serving, over the columns that they use. */
async function conditionRows(view: View, conditions: readonly CompiledCondition[], about: { sound: readonly string[]; rows: number }): Promise<FailedRows[]> {
  const judged = conditions.filter((condition) => condition.uses.every((name) => about.sound.includes(name)));
  const names = [...new Set(judged.flatMap((condition) => condition.uses))];
  const failed = judged.map(() => [] as number[]);
  for (let start = 0; judged.length > 0 && start < about.rows; start += CHUNK) {
    const values = names.map((name) => view.sql.get(name)!.value).join(', ');
    const chunk = await view.store.columnsOf(`SELECT "row*"${names.length > 0 ? `, ${values}` : ''} FROM ${view.numbered} WHERE "row*" >= ${start} AND "row*" < ${start + CHUNK} ORDER BY 1`);
    forEachRow(view.columns, names, chunk, (row, position) => {
      for (let i = 0; i < judged.length; i++) if (!conditionHolds(judged[i]!, view.columns, row)) failed[i]!.push(position);
    });
  }
  return judged.map((condition, i) => ({ column: condition.name, reason: 'condition', severity: condition.severity, rows: failed[i]!, message: `${condition.name} (${condition.expression.source}) does not hold` }));
}

/** Calls `visit` with each row and its position; the row object is reused. */
function forEachRow(columns: Columns, names: readonly string[], chunk: ColumnSet, visit: (row: Readonly<Record<string, unknown>>, position: number) => void): void {
  const row: Record<string, unknown> = {};
  const positions = chunk.columns[0] as Float64Array;
  for (let i = 0; i < chunk.rows; i++) {
    for (let c = 0; c < names.length; c++) {
      const value = chunk.columns[c + 1]![i]!;
      row[names[c]!] = columns[names[c]!]!.kind === 'boolean' && !Number.isNaN(value) ? value === 1 : value;
    }
    visit(row, positions[i]!);
  }
}

/** Examples as people should see them: the failing column as it came, all others too. */
const exampleColumns = (view: View, failing: string): string =>
  view.names.map((name) => (name === failing && view.sql.get(name)?.wrong !== null ? `CAST(${quoteIdentifier(name)} AS VARCHAR) AS ${quoteIdentifier(name)}` : quoteIdentifier(name))).join(', ');

const examplesWhere = (view: View, failing: string, column: string): Promise<Record<string, unknown>[]> =>
  view.store.query(`SELECT ${exampleColumns(view, column)} FROM ${view.from} WHERE ${failing} LIMIT ${EXAMPLES}`);

const examplesAt = (view: View, rows: readonly number[]): Promise<Record<string, unknown>[]> =>
  view.store.query(`SELECT ${exampleColumns(view, '*')} FROM ${view.numbered} WHERE "row*" IN (${rows.join(', ')}) ORDER BY "row*"`);

async function positionsToDrop(view: View, tests: readonly RowTest[], found: readonly FailedRows[]): Promise<number[]> {
  const positions = new Set(found.flatMap((one) => one.rows));
  if (tests.length > 0) {
    const failing = await view.store.columnsOf(`SELECT "row*" FROM ${view.numbered} WHERE ${tests.map((test) => `coalesce(${test.failing}, FALSE)`).join(' OR ')}`);
    for (const position of failing.columns[0] as Float64Array) positions.add(position);
  }
  return [...positions].sort((a, b) => a - b);
}

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
