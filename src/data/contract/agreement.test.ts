import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { type Column, type ColumnKind, type Columns } from '../columns.ts';
import { checkTable } from './check-table.store.ts';
import { columnSqlOf } from './column-sql.store.ts';
import { compileRowContract } from './compile-row-contract.ts';
import { conditionSql } from './condition-sql.store.ts';
import type { Contract } from './contract.ts';
import type { AnyTableTest } from './table-test.ts';
import { compileConditions } from './validate-contract.ts';
import { parquetTable, quoteIdentifier, quoteLiteral } from '../table-sql.store.ts';

const folder = mkdtempSync(join(tmpdir(), 'agree-'));
const store = openColumns();
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

type Value = string | number | boolean | null;

// An integer column lies in the table as doubles, so that it can hold what is no integer.
const TYPES: Record<ColumnKind, string> = { number: 'DOUBLE', integer: 'DOUBLE', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' };

const literal = (kind: ColumnKind, value: Value): string => {
  if (value === null) return `CAST(NULL AS ${TYPES[kind]})`;
  if (kind === 'timestamp') return `epoch_ms(CAST(${value} AS BIGINT))`;
  return `CAST(${quoteLiteral(String(value))} AS ${TYPES[kind]})`;
};

/** Writes rows as a Parquet file, each value as what it is. */
async function writeRows(columns: Columns, rows: readonly Record<string, Value>[]): Promise<string> {
  const path = join(folder, 'rows.parquet');
  const tuples = rows.map(
    (row) =>
      `(${Object.entries(columns)
        .map(([name, { kind }]) => literal(kind, row[name]!))
        .join(', ')})`,
  );
  await store.copyToParquet(`SELECT * FROM (VALUES ${tuples.join(', ')}) AS t(${Object.keys(columns).map(quoteIdentifier).join(', ')})`, path);
  return path;
}

const PATTERNS = ['[A-Z]{3}', '.', 'a|bc', '(?:ab)*', '\\d+', '[^a]+', '\\w*', 'x?', '[a-c]{2,3}', '.*é.*', '^ab$', '\\bab\\b', '[\\d.]+', 'a\\.b'];
const texts = fc.oneof(
  fc.constantFrom('ABC', 'ab', 'abab', 'abc', '', 'a.b', 'é', 'aéb', '12', '1.5', 'a\nb', '\n', ' ', '𝒳', 'ab\n', "it's", 'ａ', '\u00a0', '\u2028'),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((text) => !text.includes('\0')),
);
const numbers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-0, 0.5, NaN, Infinity, -Infinity, 1e300, 2 ** 53, -(2 ** 53) + 1, 4.999999999999999), fc.double());
const VALUES: Record<ColumnKind, fc.Arbitrary<Value>> = {
  number: numbers,
  integer: numbers,
  string: texts,
  boolean: fc.boolean(),
  timestamp: fc.integer({ min: -1e12, max: 2e12 }),
};

const bounds = fc.tuple(fc.integer({ min: -4, max: 0 }), fc.integer({ min: 0, max: 4 }));
const severity = fc.constantFrom('error' as const, 'warn' as const);
const column: fc.Arbitrary<Column> = fc
  .record({
    kind: fc.constantFrom<ColumnKind>('number', 'integer', 'string', 'boolean', 'timestamp'),
    nullable: fc.boolean(),
    bounds: fc.option(bounds),
    pattern: fc.option(fc.constantFrom(...PATTERNS)),
    values: fc.option(fc.array(texts, { minLength: 1, maxLength: 4 })),
    severity,
  })
  .map(({ kind, nullable, bounds: range, pattern, values, severity: level }) => ({
    kind,
    nullable,
    severity: level,
    ...(kind !== 'string' && kind !== 'boolean' && range !== null && { min: range[0] * (kind === 'timestamp' ? 1e11 : 1), max: range[1] * (kind === 'timestamp' ? 1e11 : 1) }),
    ...(kind === 'string' && pattern !== null && { pattern }),
    ...(kind === 'string' && values !== null && { values }),
  }));

const CONDITIONS: Record<ColumnKind, string> = {
  number: '#c > 0.5',
  integer: '#c * #c > 1.0 || #c < 0.0',
  string: '#c.size() < 3',
  boolean: '#c',
  timestamp: '#c < 1000000000000.0',
};
const TESTS: Record<ColumnKind, readonly object[]> = {
  number: [{ test: 'range', min: -2, max: 3 }, { test: 'decimals', max: 1 }, { test: 'missing' }],
  integer: [
    { test: 'range', max: 2, severity: 'warn' },
    { test: 'decimals', max: 0 },
    { test: 'missing', severity: 'warn' },
  ],
  string: [{ test: 'values', values: ['ab', 'é', ''] }, { test: 'pattern', pattern: '[a-z]*' }, { test: 'missing' }],
  boolean: [{ test: 'missing' }],
  timestamp: [{ test: 'range', min: 0 }, { test: 'missing' }],
};
const cases = fc
  .record({
    columns: fc.array(column, { minLength: 1, maxLength: 3 }),
    conditions: fc.array(fc.nat(2), { maxLength: 2 }),
    further: fc.uniqueArray(fc.record({ of: fc.nat(2), test: fc.nat(2) }), { maxLength: 3, selector: ({ of, test }) => of * 3 + test }),
  })
  .chain(({ columns: list, conditions, further }) => {
    const columns = Object.fromEntries(list.map((one, i) => [`c${i}`, one]));
    const names = [...new Set(conditions.map((i) => `c${i % list.length}`))];
    const tests = further.flatMap(({ of, test }) => {
      const name = `c${of % list.length}`;
      return TESTS[columns[name]!.kind].filter((_, i) => i === test).map((one) => ({ ...one, column: name }) as AnyTableTest);
    });
    const contract: Contract = {
      columns,
      tests,
      conditions: names.map((name) => ({ name: `of ${name}`, expression: CONDITIONS[columns[name]!.kind].replaceAll('#c', name) })),
      policy: 'warn',
    };
    const row = fc.record(Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, fc.option(VALUES[kind], { freq: 6 })])));
    return fc.record({ contract: fc.constant(contract), rows: fc.array(row, { minLength: 1, maxLength: 30 }) });
  });

const key = (one: { column: string; reason: string; severity: string }): string => `${one.column} ${one.reason} ${one.severity}`;

describe('a contract', () => {
  it('says the same of a table as of its rows, one by one', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ contract, rows }) => {
        const path = await writeRows(contract.columns, rows);
        const table = await checkTable(store, parquetTable([path]), { contract });
        const check = compileRowContract(contract);
        const counts: Record<string, number> = {};
        for (const row of rows) for (const violation of check(row)) counts[key(violation)] = (counts[key(violation)] ?? 0) + 1;
        const failed: Record<string, number> = {};
        for (const failure of table.failures) failed[key(failure)] = (failed[key(failure)] ?? 0) + failure.rows;
        expect(failed).toEqual(counts);
        expect(table.verdict).toBe(Object.keys(counts).length === 0 ? 'passed' : 'warned');
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

const ROWS: Columns = {
  a: { kind: 'number', nullable: true },
  b: { kind: 'integer', nullable: true },
  at: { kind: 'timestamp', nullable: true },
  s: { kind: 'string', nullable: true },
  t: { kind: 'boolean', nullable: true },
};
const constants = fc.constantFrom('0.0', '1.0', '2.5', '1e300', '(-3.0)', '1e12', '(1e300 * 1e300)', '(1e300 * 1e300 - 1e300 * 1e300)');
const { bool } = fc.letrec<{ number: string; text: string; bool: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'cel' },
    fc.constantFrom('a', 'b', 'at'),
    constants,
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(tie('bool'), tie('number'), tie('number')).map(([test, x, y]) => `(${test} ? ${x} : ${y})`),
    tie('number').map((x) => `(-(${x}))`),
  ),
  text: fc.oneof(fc.constant('s'), fc.constantFrom("''", "'ab'", "'é'", "'ABC'", "'it\\'s'")),
  bool: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'cel' },
    fc.constant('t'),
    fc.tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(tie('text'), fc.constantFrom('==', '!=', '<'), tie('text')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    tie('bool').map((x) => `(!${x})`),
    fc.tuple(tie('bool'), tie('bool'), tie('bool')).map(([test, x, y]) => `(${test} ? ${x} : ${y})`),
    fc.constantFrom("(s in ['ab', 'é'])", '(a in [1.0, 2.5])', '(s.size() < 3)'),
  ),
}));

const NUMBERS = [0, 1, -2, null].map((a): Record<string, Value> => ({ a, b: 1, at: 0, s: 'ab', t: true }));

describe('a condition', () => {
  it('means the same in SQL as in JavaScript, whatever it is made of', async () => {
    const row = fc.record(Object.fromEntries(Object.entries(ROWS).map(([name, { kind }]) => [name, fc.option(VALUES[kind], { freq: 8 })])));
    let inSql = 0;
    await fc.assert(
      fc.asyncProperty(bool, fc.array(row, { minLength: 1, maxLength: 30 }), async (expression, rows) => {
        const contract: Contract = { columns: ROWS, conditions: [{ name: 'it', expression }], policy: 'drop' };
        const sound = rows.map((one) => ({ ...one, b: Number.isSafeInteger(one['b']) ? one['b']! : null, a: Number.isFinite(one['a']) ? one['a']! : null }));
        // A table knows no -0.
        for (const one of sound) for (const name of ['a', 'b'] as const) if (one[name] === 0) one[name] = 0;
        const path = await writeRows(ROWS, sound);
        const [compiled] = compileConditions(contract);
        const sql = new Map(Object.entries(ROWS).map(([name, { kind }]) => [name, columnSqlOf(name, { kind, type: TYPES[kind], texts: 'wrong' })!]));
        if (conditionSql(compiled!.expression.tree, ROWS, sql) !== null) inSql++;
        const { failures, dropped } = await checkTable(store, parquetTable([path]), { contract });
        const check = compileRowContract(contract);
        const broken = sound.filter((one) => check(one).length > 0).length;
        expect([failures[0]?.rows ?? 0, dropped]).toEqual([broken, broken]);
      }),
      {
        numRuns: 150,
        seed: 11,
        examples: ['>', '>=', '==', '!='].map((op) => [`(1e300 * 1e300 - 1e300 * 1e300) ${op} (a * 1e300 * 1e300 - a * 1e300 * 1e300)`, NUMBERS] as [string, typeof NUMBERS]),
      },
    );
    expect(inSql).toBeGreaterThan(50);
    expect(inSql).toBeLessThan(150);
  });
});
