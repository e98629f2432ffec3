import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isCapstanError } from '../../kernel/index.ts';
import { openColumns } from '../../store/index.ts';
import { checkTable, examineTable } from './check-table.store.ts';
import { boolean, integer, number, string } from '../columns.ts';
import type { Contract } from './contract.ts';
import { parquetTable } from '../table-sql.store.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
const store = openColumns();
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const table = (rows: string, names: string): string => `(SELECT * FROM (VALUES ${rows}) AS t(${names}))`;
const summary = (failures: readonly { column: string; reason: string; rows: number }[]): string[] => failures.map((one) => `${one.column} ${one.reason} ${one.rows}`);

describe('checkTable', () => {
  it('fails all but the first of equal values, and those that came before', async () => {
    const contract: Contract = { columns: { id: integer({ unique: true }) }, policy: 'drop' };
    const from = table('(1), (2), (1), (3), (1)', 'id');
    expect(summary((await checkTable(store, from, { contract })).failures)).toEqual(['id duplicate 2']);
    const result = await checkTable(store, from, { contract, earlier: table('(3), (9)', 'id') });
    expect(summary(result.failures)).toEqual(['id duplicate 3']);
    expect(result.dropped).toBe(3);
  });

  it('splits under drop: what passes is kept in order, what fails is set aside as it came', async () => {
    const contract: Contract = {
      columns: { id: integer(), x: number({ max: 10 }), name: string() },
      conditions: [{ name: 'x is not twice the id', expression: 'x != id * 2.0' }],
      policy: 'drop',
    };
    const from = table("(1, 5.0, 'a'), (2, 4.0, 'b'), (3, 11.0, 'c'), (4, NULL, 'd'), (5, 1.5, 'e'), (6, 12.0, 'f')", 'id, x, name');
    const examined = await examineTable(store, from, { contract });
    expect(summary(examined.result.failures)).toEqual(['x null 1', 'x out_of_range 2', 'x is not twice the id condition 2']);
    expect(examined.result).toMatchObject({ rows: 6, dropped: 4, verdict: 'warned' });
    expect(examined.result.failures[2]!.examples.map((row) => row['id'])).toEqual([2, 6]);
    const to = { passing: join(folder, 'p.parquet'), failing: join(folder, 'f.parquet') };
    await examined.split(to);
    expect(await store.query(`SELECT * FROM ${parquetTable([to.passing])}`)).toEqual([
      { id: 1, x: 5, name: 'a' },
      { id: 5, x: 1.5, name: 'e' },
    ]);
    expect((await store.query(`SELECT id FROM ${parquetTable([to.failing])}`)).map((row) => row['id'])).toEqual([2, 3, 4, 6]);
  });

  it('keeps failing rows under warn, but for values that no column could hold', async () => {
    const contract: Contract = { columns: { n: integer({ max: 3 }) }, policy: 'warn' };
    expect(await checkTable(store, table('(1.5), (9.0), (2.0)', 'n'), { contract })).toMatchObject({ verdict: 'warned', dropped: 1 });
  });

  it('fails as a whole under stop, for a missing column, a column of another kind, and a broken volume', async () => {
    const verdict = async (contract: Contract): Promise<string> => (await checkTable(store, table("(1, 'x')", 'a, b'), { contract })).verdict;
    expect(await verdict({ columns: { a: integer({ min: 5 }), b: string() } })).toBe('failed');
    expect(await verdict({ columns: { a: integer({ min: 5, severity: 'warn' }), b: string() } })).toBe('warned');
    expect(await verdict({ columns: { a: integer(), b: string(), c: string() }, policy: 'drop' })).toBe('failed');
    expect(await verdict({ columns: { a: integer(), b: number() }, policy: 'drop' })).toBe('failed');
    expect(await verdict({ columns: { a: integer(), b: string() }, volume: { min: 2 }, policy: 'drop' })).toBe('failed');
    expect(await verdict({ columns: { a: integer() } })).toBe('warned'); // b is unexpected
    expect(await verdict({ columns: { a: integer(), b: string() } })).toBe('passed');
  });

  it('reads texts as their kind where the source has only texts', async () => {
    const contract: Contract = { columns: { n: integer(), yes: boolean({}), x: number({ min: 0 }) }, policy: 'drop' };
    const result = await checkTable(store, table("('1', 'true', ' 2.5 '), ('1.5', 'perhaps', '-1'), ('', 'false', 'inf')", 'n, yes, x'), { contract, texts: 'read' });
    expect(summary(result.failures)).toEqual(['n null 1', 'n wrong_type 1', 'yes wrong_type 1', 'x wrong_type 1', 'x out_of_range 1']);
    expect(result.failures[1]!.examples[0]).toMatchObject({ n: '1.5' });
  });

  it('shows at most five examples', async () => {
    const result = await checkTable(store, '(SELECT i AS a FROM range(100) AS r(i))', { contract: { columns: { a: integer({ max: 9 }) } } });
    expect(result.failures[0]).toMatchObject({ rows: 90, fraction: 0.9, examples: [{ a: 10 }, { a: 11 }, { a: 12 }, { a: 13 }, { a: 14 }] });
  });

  it('refuses a contract with all its problems at once', async () => {
    const contract: Contract = {
      columns: { a: number({ min: 3, max: 1 }), b: string({ pattern: '(' }), c: string({ pattern: '(?=c)' }), d: integer({ values: ['1'] }) },
      conditions: [
        { name: 'unknown', expression: 'e > 1.0' },
        { name: 'no truth', expression: 'a + 1.0' },
        { name: 'wrong types', expression: 'a == b' },
      ],
    };
    const error: unknown = await checkTable(store, table('(1)', 'a'), { contract }).catch((thrown: unknown) => thrown);
    expect(isCapstanError(error, 'DATA_CONTRACT_INVALID')).toBe(true);
    for (const part of [
      'min 3 is above max 1',
      'columns.b.pattern',
      'columns.c.pattern',
      'values do not apply',
      'conditions.unknown',
      'conditions.no truth',
      'conditions.wrong types',
    ]) {
      expect((error as Error).message).toContain(part);
    }
  });
});
