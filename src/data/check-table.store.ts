import type { Columns as ColumnStore, ColumnSet } from '../store/index.ts';
import type { Column, ColumnKind, Columns } from './columns.ts';
import { conditionHolds, rangeText } from './compile-row-contract.ts';
import type { Contract, ContractFailure, ContractReason, ContractResult } from './contract.ts';
import { countsTexts } from './counted-value.ts';
import { familyOf, numberSql, quoteIdentifier, quoteLiteral, type TableSql, type TypeFamily } from './table-sql.store.ts';
import { compileConditions, type CompiledCondition } from './validate-contract.ts';

/** What else `checkTable` may do. */
export interface TableCheckOptions {
  /** Writes the rows to keep and the rows set aside as Parquet, when there are rows to set aside. */
  readonly split?: { readonly passing: string; readonly failing: string };
  /** Rows that came before: `unique` holds across them too. */
  readonly earlier?: TableSql;
  /** Whether a text in a column of another kind is wrong, or is to be read as that kind (as in CSV). @default 'wrong' */
  readonly texts?: 'wrong' | 'read';
}

const EXAMPLES = 5;
const CHUNK = 1_000_000;
const SQL_TYPE: Readonly<Record<ColumnKind, string>> = { number: 'DOUBLE', integer: 'BIGINT', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' };

/** A test of single rows as SQL: true where it fails. */
interface RowTest {
  readonly column: string;
  readonly reason: ContractReason;
  readonly severity: 'error' | 'warn';
  readonly failing: string;
  readonly message: string;
}

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
  if (!unusable && failures.some(isError)) {
    const aside = policy === 'drop' ? isError : (one: { reason: ContractReason; severity: string }): boolean => isError(one) && one.reason === 'wrong_type';
    const positions = await positionsToDrop(view, failingTests.filter(aside), failedRows.filter(aside));
    dropped = positions.length;
    if (dropped > 0 && about.split !== undefined) await writeSplit(view, positions, about.split);
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

/** A column in SQL: where it is missing, where it is not of its kind, and its value where it is neither (NULL elsewhere). */
interface ColumnSql {
  readonly missing: string;
  readonly wrong: string | null;
  /** As stored: of the kind's own SQL type. */
  readonly value: string;
  /** As a double, for ranges. */
  readonly number: string;
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
    const family = familyOf(type);
    const asText = texts === 'read' && family === 'string' && column.kind !== 'string';
    if (!asText && !fits(column.kind, family)) {
      failures.push({ column: name, reason: 'wrong_type', severity: 'error', message: `${name} is ${type}, not ${column.kind}` });
      continue;
    }
    sound.push(name);
    sql.set(name, asText ? readTextSql(name, column.kind) : columnSql(name, column.kind, family));
  }
  for (const name of types.keys()) {
    if (!(name in contract.columns)) failures.push({ column: name, reason: 'unexpected_column', severity: 'warn', message: `${name} is not a column of the contract` });
  }
  return { failures, sound, sql };
}

const fits = (kind: ColumnKind, family: TypeFamily): boolean => (kind === 'number' || kind === 'integer' ? family === 'integer' || family === 'number' : kind === family);

function columnSql(name: string, kind: ColumnKind, family: TypeFamily): ColumnSql {
  const column = quoteIdentifier(name);
  const number = countsTexts(kind) ? 'NULL' : numberSql(column, family);
  const missing = family === 'number' ? `(${number}) IS NULL` : `${column} IS NULL`;
  if (kind === 'string') return { missing, wrong: null, value: `CAST(${column} AS VARCHAR)`, number };
  if (kind === 'boolean') return { missing, wrong: null, value: column, number };
  const wrong = wrongNumber(kind, `(${number})`);
  // A time beyond the range of JavaScript's instants, infinity among them, is no instant.
  const wrongHere = kind === 'timestamp' ? `(NOT isfinite(CAST(${column} AS TIMESTAMP)) OR ${wrong})` : wrong;
  const value = `CASE WHEN ${wrongHere} THEN NULL ELSE ${family === 'number' && kind === 'number' ? `(${number})` : column} END`;
  return { missing, wrong: wrongHere, value: `CAST(${value} AS ${SQL_TYPE[kind]})`, number: `CASE WHEN ${wrongHere} THEN NULL ELSE ${number} END` };
}

/** A column of texts that are to be read as another kind; what cannot be read is wrong. */
function readTextSql(name: string, kind: ColumnKind): ColumnSql {
  const text = `nullif(trim(${quoteIdentifier(name)}), '')`;
  const read = `TRY_CAST(${text} AS ${kind === 'integer' ? 'DOUBLE' : SQL_TYPE[kind]})`;
  const number = kind === 'timestamp' ? `epoch_us(${read}) / 1000.0` : `CAST(${read} AS DOUBLE)`;
  const wrong = `(${text} IS NOT NULL AND (${read} IS NULL${kind === 'boolean' ? '' : ` OR coalesce(${wrongNumber(kind, `(${number})`)}, FALSE)`}))`;
  return {
    missing: `${text} IS NULL`,
    wrong,
    value: `CASE WHEN ${wrong} THEN NULL ELSE TRY_CAST(${read} AS ${SQL_TYPE[kind]}) END`,
    number: `CASE WHEN ${wrong} THEN NULL ELSE ${number} END`,
  };
}

const wrongNumber = (kind: ColumnKind, number: string): string => {
  if (kind === 'timestamp') return `abs(${number}) > 8.64e15`;
  if (kind === 'integer') return `(NOT isfinite(${number}) OR ${number} <> trunc(${number}) OR abs(${number}) > 9007199254740991)`;
  return `NOT isfinite(${number})`;
};

function columnTests(name: string, column: Column, sql: ColumnSql): RowTest[] {
  const severity = column.severity ?? 'error';
  const tests: RowTest[] = [];
  const add = (reason: ContractReason, failing: string, message: string): void => void tests.push({ column: name, reason, severity, failing, message: `${name} ${message}` });
  if (!column.nullable) add('null', sql.missing, 'is empty');
  if (sql.wrong !== null) add('wrong_type', `NOT (${sql.missing}) AND ${sql.wrong}`, `is not of the kind ${column.kind}`);
  const bounds = [column.min === undefined ? [] : [`(${sql.number}) < ${doubleSql(column.min)}`], column.max === undefined ? [] : [`(${sql.number}) > ${doubleSql(column.max)}`]].flat();
  if (bounds.length > 0) add('out_of_range', `(${bounds.join(' OR ')})`, `lies outside ${rangeText(column)}`);
  if (column.values) add('not_in_set', `${sql.value} NOT IN (${column.values.map(quoteLiteral).join(', ')})`, 'is none of the allowed values');
  if (column.pattern !== undefined) add('pattern', `NOT regexp_full_match(${sql.value}, ${quoteLiteral(column.pattern)}, 's')`, `does not match ${column.pattern}`);
  return tests;
}

const doubleSql = (value: number): string => `CAST(${quoteLiteral(String(value))} AS DOUBLE)`;

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

/** The rows to keep in the kinds' own types; the rows set aside as they came. */
async function writeSplit(view: View, positions: readonly number[], split: { passing: string; failing: string }): Promise<void> {
  const listed = `(SELECT CAST(unnest(string_split($1, ',')) AS BIGINT))`;
  await view.store.copyToParquet(`SELECT ${storedColumns(view.columns, view.sql)} FROM ${view.numbered} WHERE "row*" NOT IN ${listed} ORDER BY "row*"`, split.passing, [positions.join(',')]);
  await view.store.copyToParquet(`SELECT ${view.names.map(quoteIdentifier).join(', ')} FROM ${view.numbered} WHERE "row*" IN ${listed} ORDER BY "row*"`, split.failing, [positions.join(',')]);
}

const storedColumns = (columns: Columns, sql: ReadonlyMap<string, ColumnSql>): string =>
  Object.keys(columns)
    .map((name) => `${sql.get(name)!.value} AS ${quoteIdentifier(name)}`)
    .join(', ');
