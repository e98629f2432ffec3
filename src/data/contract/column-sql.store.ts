import type { Column, ColumnKind, Columns } from '../columns.ts';
import { type ValueTableTest } from './compile-value-test.ts';
import type { ContractReason } from './contract-result.ts';
import { allowanceText, type Allowance } from './share-test.ts';
import { rangeText } from './value-of-kind.ts';
import { nameOfTest } from './validate-table-tests.ts';
import { countsTexts } from '../profile/counted-value.ts';
import type { AnyTableTest } from './table-test.ts';
import { familyOf, numberSql, quoteIdentifier, quoteLiteral, type TypeFamily } from '../table-sql.store.ts';

/** How each kind is stored. */
export const SQL_TYPE: Readonly<Record<ColumnKind, string>> = { number: 'DOUBLE', integer: 'BIGINT', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' };

/** A column in SQL: where it is missing, where it is not of its kind, and its value where it is neither (NULL elsewhere). */
export interface ColumnSql {
  readonly missing: string;
  readonly wrong: string | null;
  /** As stored: of the kind's own SQL type. */
  readonly value: string;
  /** As a double, for ranges. */
  readonly number: string;
}

/** What a failure says about the test that failed. */
export interface Tested {
  readonly column: string;
  readonly reason: ContractReason;
  readonly severity: 'error' | 'warn';
  readonly message: string;
  readonly test?: string;
  readonly owner?: string;
  readonly description?: string;
}

/** A test of single rows as SQL: true where it fails. */
export interface RowTest extends Tested {
  readonly failing: string;
  readonly allowance: Allowance;
}

/** What a failure of a test from the list `tests` says about it. */
export const testedBy = (test: AnyTableTest, about: { readonly column: string; readonly reason: ContractReason; readonly message: string }): Tested => ({
  ...about,
  severity: test.severity ?? 'error',
  test: nameOfTest(test),
  ...(test.owner !== undefined && { owner: test.owner }),
  ...(test.description !== undefined && { description: test.description }),
});

/**
 * A column of a contract over a column of a table, given the type that `DESCRIBE` names; null when that type cannot be of the kind.
 * `texts` says whether a text in a column of another kind is wrong or is to be read as that kind.
 */
export function columnSqlOf(name: string, about: { kind: ColumnKind; type: string; texts: 'wrong' | 'read' }): ColumnSql | null {
  const family = familyOf(about.type);
  if (about.texts === 'read' && family === 'string' && about.kind !== 'string') return readTextSql(name, about.kind);
  return fits(about.kind, family) ? columnSql(name, about.kind, family) : null;
}

/** The columns as they are stored: each of its kind's own SQL type. */
export const storedColumns = (columns: Columns, sql: ReadonlyMap<string, ColumnSql>): string =>
  Object.keys(columns)
    .map((name) => `${sql.get(name)!.value} AS ${quoteIdentifier(name)}`)
    .join(', ');

const fits = (kind: ColumnKind, family: TypeFamily): boolean => (kind === 'number' || kind === 'integer' ? family === 'integer' || family === 'number' : kind === family);

function columnSql(name: string, kind: ColumnKind, family: TypeFamily): ColumnSql {
  const column = quoteIdentifier(name);
  const number = countsTexts(kind) ? 'NULL' : numberSql(column, family);
  const missing = family === 'number' ? `(${number}) IS NULL` : `${column} IS NULL`;
  if (kind === 'string') return { missing, wrong: null, value: `CAST(${column} AS VARCHAR)`, number };
  if (kind === 'boolean') return { missing, wrong: null, value: column, number };
  if (family === 'integer' && kind === 'number') return { missing, wrong: null, value: `CAST(${column} AS DOUBLE)`, number };
  const wrong = family === 'integer' ? `(${column} > 9007199254740991 OR ${column} < -9007199254740991)` : wrongNumber(kind, `(${number})`);
  // A time beyond the range of JavaScript's instants, infinity among them, is no instant.
  const wrongHere = kind === 'timestamp' ? `(NOT isfinite(CAST(${column} AS TIMESTAMP)) OR ${wrong})` : wrong;
  const value = `CASE WHEN ${wrongHere} THEN NULL ELSE ${family === 'number' ? `(${number})` : column} END`;
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

/** The tests of a column that a single row can fail. */
export function columnTests(name: string, column: Column, sql: ColumnSql): RowTest[] {
  const severity = column.severity ?? 'error';
  const tests: RowTest[] = [];
  const add = (reason: ContractReason, failing: string, message: string): void =>
    void tests.push({ column: name, reason, severity, failing, message: `${name} ${message}`, allowance: {}, ...(column.owner !== undefined && { owner: column.owner }) });
  if (!column.nullable) add('null', sql.missing, 'is empty');
  if (sql.wrong !== null) add('wrong_type', `NOT (${sql.missing}) AND ${sql.wrong}`, `is not of the kind ${column.kind}`);
  const bounds = [
    column.min === undefined ? [] : [`(${sql.number}) < ${doubleSql(column.min)}`],
    column.max === undefined ? [] : [`(${sql.number}) > ${doubleSql(column.max)}`],
  ].flat();
  if (bounds.length > 0) add('out_of_range', `(${bounds.join(' OR ')})`, `lies outside ${rangeText(column, column.kind)}`);
  if (column.values) add('not_in_set', `${sql.value} NOT IN (${column.values.map(quoteLiteral).join(', ')})`, 'is none of the allowed values');
  if (column.pattern !== undefined) add('pattern', `NOT regexp_full_match(${sql.value}, ${quoteLiteral(column.pattern)}, 's')`, `does not match ${column.pattern}`);
  return tests;
}

const doubleSql = (value: number): string => `CAST(${quoteLiteral(String(value))} AS DOUBLE)`;

/** A test of single values from the list `tests`, as SQL; it means the same as `compileValueTest`. */
export function valueTestSql(test: ValueTableTest, sql: ColumnSql, kind: ColumnKind): RowTest {
  const { column } = test;
  const of = (reason: ContractReason, failing: string, says: string): RowTest => ({
    ...testedBy(test, { column, reason, message: `${column} ${says}${allowanceText(test)}` }),
    failing,
    allowance: test,
  });
  switch (test.test) {
    case 'missing':
      return of('null', sql.missing, 'is empty');
    case 'range': {
      const bounds = [test.min === undefined ? [] : `(${sql.number}) < ${doubleSql(test.min)}`, test.max === undefined ? [] : `(${sql.number}) > ${doubleSql(test.max)}`].flat();
      return of('out_of_range', `(${bounds.join(' OR ')})`, `lies outside ${rangeText(test, kind)}`);
    }
    case 'values':
      return of('not_in_set', `${sql.value} NOT IN (${test.values.map(quoteLiteral).join(', ')})`, 'is none of the allowed values');
    case 'pattern':
      return of('pattern', `NOT regexp_full_match(${sql.value}, ${quoteLiteral(test.pattern)}, 's')`, `does not match ${test.pattern}`);
    case 'decimals': {
      const scaled = `((${sql.number}) * ${10 ** test.max})`;
      return of('decimals', `abs(${scaled} - round(${scaled})) > 1e-9 * greatest(1, abs(${scaled}))`, `has more than ${test.max} decimals`);
    }
  }
}
