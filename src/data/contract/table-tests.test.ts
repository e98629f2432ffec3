import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { calendarOf, DAY, seededRandom } from '../../kernel/index.ts';
import { openColumns } from '../../store/index.ts';
import { type Columns, integer, nullable, number, string, timestamp } from '../columns.ts';
import { parquetTable } from '../table-sql.store.ts';
import { checkTable, examineTable } from './check-table.store.ts';
import { compileRowContract } from './compile-row-contract.ts';
import type { Contract } from './contract.ts';
import { contractFrom } from './contract-schema.ts';
import { contractProblems } from './validate-contract.ts';
import { chanceOfAtLeast, exceeds } from './share-test.ts';
import type { Surroundings } from './surroundings.ts';
import type { AnyTableTest } from './table-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'tests-'));
const store = openColumns();
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const columns = { id: integer(), at: timestamp(), x: nullable(number()), name: nullable(string()) } satisfies Columns;
// Ten rows, an hour apart; x is 0 … 9, the names a b a b …
const rows = `(SELECT i AS id, epoch_ms(CAST(i * 3600000 AS BIGINT)) AS at, CAST(i AS DOUBLE) AS x, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS name FROM range(10) AS t(i))`;

async function failing(test: AnyTableTest, more: { from?: string; surroundings?: Surroundings; columns?: Columns } = {}): Promise<string | null> {
  const contract = { columns: more.columns ?? columns, tests: [test] } as Contract;
  const { failures, skipped } = await checkTable(store, more.from ?? rows, { contract, ...(more.surroundings && { surroundings: more.surroundings }) });
  if (skipped) return `skipped: ${skipped[0]!.why}`;
  return failures.length === 0 ? null : `${failures[0]!.reason} ${failures[0]!.rows}: ${failures[0]!.message}`;
}

describe('a test of the list', () => {
  it.each<[string, AnyTableTest, string | null]>([
    ['range', { test: 'range', column: 'x', min: 0, max: 7 }, 'out_of_range 2: x lies outside 0 … 7: 2 of 10 rows'],
    ['range, a share', { test: 'range', column: 'x', max: 7, atMost: 0.2 }, null],
    ['range of instants', { test: 'range', column: 'at', min: 3_600_000 }, 'out_of_range 1: at lies outside 1970-01-01T01:00Z …: 1 of 10 rows'],
    ['values', { test: 'values', column: 'name', values: ['a'], atMost: 0.4 }, 'not_in_set 5: name is none of the allowed values, at most 40 % may: 5 of 10 rows'],
    ['pattern', { test: 'pattern', column: 'name', pattern: '[ab]' }, null],
    ['decimals', { test: 'decimals', column: 'x', max: 0 }, null],
    ['unique', { test: 'unique', columns: ['id', 'name'] }, null],
    ['unique, repeated', { test: 'unique', columns: ['name'] }, 'duplicate 8: name occurs before: 8 of 10 rows'],
    ['ordered', { test: 'ordered', column: 'at', strictly: true }, null],
    ['mean', { test: 'aggregate', column: 'x', of: 'mean', max: 4 }, 'aggregate 10: the mean of x is 4.5, outside … 4'],
    ['median', { test: 'aggregate', column: 'x', of: 'quantile', at: 0.5, min: 4, max: 5 }, null],
    ['greatest instant', { test: 'aggregate', column: 'at', of: 'max', max: 60_500 }, 'aggregate 10: the greatest of at is 1970-01-01T09:00Z, outside … 1970-01-01T00:01:00.500Z'],
    ['distinct', { test: 'aggregate', column: 'name', of: 'distinct', min: 3 }, 'aggregate 10: the number of different values of name is 2, outside 3 …'],
    ['point mass', { test: 'pointMass', column: 'name', atMost: 0.4 }, 'point_mass 5: one value of name is that of 5 rows, at most 40 % may'],
    ['volume', { test: 'volume', min: 11 }, 'volume 10: 10 rows, outside the volume 11 …'],
  ])('%s', async (_, test, expected) => {
    expect(await failing(test)).toBe(expected);
  });

  it('counts missing values, and those that are not in another dataset', async () => {
    const gaps = `(SELECT * REPLACE (CASE WHEN id < 2 THEN NULL ELSE x END AS x) FROM ${rows})`;
    expect(await failing({ test: 'missing', column: 'x', atMost: 0.1 }, { from: gaps })).toBe('null 2: x is empty, at most 10 % may: 2 of 10 rows');
    expect(await failing({ test: 'missing', column: 'x', atMost: 0.2 }, { from: gaps })).toBeNull();
    const relations = new Map([['dataset names', "(SELECT 'a' AS code)"]]);
    const key: AnyTableTest = { test: 'reference', columns: ['name'], to: { dataset: 'names', columns: ['code'] } };
    expect(await failing(key, { surroundings: { relations } })).toBe('orphan 5: name is not in names: 5 of 10 rows');
    expect(await failing(key)).toBe('skipped: the dataset names is not at hand');
  });

  it('sees what is out of order, what is stale, and what is more or less than before', async () => {
    expect(await failing({ test: 'ordered', column: 'x' }, { from: `(SELECT * REPLACE (CASE WHEN id = 5 THEN 0 ELSE x END AS x) FROM ${rows})` })).toMatch(/^unordered 1/);
    expect(await failing({ test: 'ordered', column: 'x', by: ['name'] }, { from: `(SELECT * FROM ${rows} ORDER BY name)` })).toBeNull();
    expect(await failing({ test: 'freshness', column: 'at', within: '2h' }, { surroundings: { now: DAY } })).toBe('stale 10: the newest at is 1970-01-01T09:00Z, older than 2h');
    const past = [9, 11, 10, 12].map((count) => ({ table: rows, rows: count }));
    expect(await failing({ test: 'volume', last: 4 }, { surroundings: { past } })).toBeNull();
    expect(await failing({ test: 'volume', last: 4 }, { surroundings: { past: past.map((one) => ({ ...one, rows: one.rows * 100 })) } })).toMatch(
      /^volume 10: 10 rows, outside the volume 465 … 2344/,
    );
    expect(await failing({ test: 'volume', last: 4 })).toBe('skipped: fewer than two versions came before');
  });

  it('compares days with those of their own part of the week, in the time zone of the project', async () => {
    // Four weeks of 600 rows a day from Monday, 2 January 2023 on, local time of Auckland; at weekends x is another.
    const day = (at: number, likeWeekend = at % 7 >= 5): string =>
      `(SELECT i AS id, epoch_ms(${Date.UTC(2023, 0, 1, 11) + at * DAY} + i * 120000) AS at, CAST((hash(i + ${at} * 1000) % 100) * ${likeWeekend ? 2 : 1} AS DOUBLE) AS x, 'a' AS name FROM range(600) AS t(i))`;
    const past = Array.from({ length: 28 }, (_, at) => ({ table: day(27 - at), rows: 600 }));
    const test: AnyTableTest = { test: 'distribution', columns: ['x'], against: { last: 28 } };
    const calendar = calendarOf('Pacific/Auckland');
    expect(await failing(test, { from: day(33), surroundings: { past, calendar } })).toBeNull();
    expect(await failing(test, { from: day(28), surroundings: { past, calendar } })).toBeNull();
    expect(await failing(test, { from: day(33, false), surroundings: { past, calendar } })).toMatch(
      /^distribution 600: x is distributed otherwise: distance 0\.\d+, compared with Saturdays/,
    );
    // By the days of another place no table is of one day.
    expect(await failing(test, { from: day(33, false), surroundings: { past } })).toBeNull();
  });

  it('compares distributions: with the counts in the contract, with earlier tables, of one column or of two together', async () => {
    const many = (shift: number) =>
      `(SELECT i AS id, epoch_ms(CAST(i AS BIGINT)) AS at, CAST(hash(i) % 1000 AS DOUBLE) + ${shift} * (i % 2) AS x, CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'b' END AS name FROM range(4000) AS t(i))`;
    const deciles = { cells: [{ edges: [250, 500, 750] }], counts: [5000, 5000, 5000, 5000] };
    const test: AnyTableTest = { test: 'distribution', columns: ['x'], against: deciles };
    expect(await failing(test, { from: many(0) })).toBeNull();
    expect(await failing(test, { from: many(300) })).toMatch(/^distribution 4000: x is distributed otherwise: distance 0\.1\d\d \(p < 1e-6\)/);
    const past = [0, 1, 2, 3].map((n) => ({ table: `(SELECT * REPLACE (x + ${n} AS x) FROM ${many(0)})`, rows: 4000 }));
    expect(await failing({ test: 'distribution', columns: ['x'], against: { last: 4 } }, { from: many(0), surroundings: { past } })).toBeNull();
    expect(await failing({ test: 'distribution', columns: ['x'], against: { last: 4 } }, { from: many(300), surroundings: { past } })).toMatch(
      /^distribution 4000: .*distance 0\.1\d\d, usually at most 0\.0\d\d \(Student’s limit of 4\)/,
    );
    // Two say nothing of what is usual, nor do tables that are far smaller.
    const small = past.map(({ table }) => ({ table: `(SELECT * FROM ${table} LIMIT 1000)`, rows: 1000 }));
    const few = 'of such a size are too few to say what is usual';
    expect(await failing({ test: 'distribution', columns: ['x'], against: { last: 2 } }, { from: many(300), surroundings: { past } })).toContain(`2 earlier ${few}`);
    expect(await failing({ test: 'distribution', columns: ['x'], against: { last: 4 } }, { from: many(300), surroundings: { past: small } })).toContain(`0 earlier ${few}`);
    expect(await failing({ test: 'distribution', columns: ['x'], against: { last: 4 } }, { from: many(0) })).toBe('skipped: there is no earlier version to compare with');
    const pairs: AnyTableTest = { test: 'distribution', columns: ['name', 'x'], against: { cells: [{ values: ['a'] }, { edges: [500] }], counts: [10_000, 0, 0, 10_000] } };
    expect(await failing(pairs, { from: many(0) })).toMatch(/^distribution 4000: name and x are distributed otherwise/);
  });

  it('asks a query of the contract’s, which reads nothing but the table', async () => {
    const path = join(folder, 'rows.parquet');
    await store.copyToParquet(`SELECT * FROM ${rows}`, path);
    const secret = join(folder, 'secret.csv');
    writeFileSync(secret, 'a,b\n1,2\n');
    const ask = (query: string) => failing({ test: 'sql', query, name: 'no pairs' }, { from: parquetTable([path]), surroundings: { files: [path] } });
    expect(await ask('SELECT name, count(*) AS n FROM data GROUP BY name HAVING n > 3 -- all')).toBe('sql 2: no pairs finds 2 rows');
    expect(await ask('SELECT * FROM data WHERE x < 0')).toBeNull();
    expect(await ask(`SELECT * FROM read_csv('${secret}')`)).toMatch(/^sql 10: no pairs cannot be run: .*(?:Permission|disabled)/);
    expect(await ask(`SELECT 1) AS t; COPY (SELECT 1) TO '${path}'; SELECT * FROM (SELECT 1`)).toMatch(/^sql 10: no pairs cannot be run/);
    expect(await ask(`COPY (SELECT 1) TO '${path}'`)).toBe(
      'sql 10: no pairs cannot be run: the query may not be run: it is no SELECT; write one SELECT over the table that it is given',
    );
    expect(await ask("ATTACH 'x.db'")).toMatch(/^sql 10: no pairs cannot be run/);
    expect(await ask('SET enable_external_access = true')).toMatch(/^sql 10: no pairs cannot be run/);
    expect(await ask('INSTALL httpfs')).toMatch(/^sql 10: no pairs cannot be run/);
    expect(await failing({ test: 'sql', query: 'SELECT 1' })).toBe('skipped: the table is not read from files');
  });

  it('sets aside the rows that a query finds, when it says which', async () => {
    const path = join(folder, 'numbered.parquet');
    await store.copyToParquet(`SELECT * FROM ${rows}`, path);
    const examine = (query: string, policy: Contract['policy'] = 'drop') =>
      examineTable(store, parquetTable([path]), { contract: { columns, tests: [{ test: 'sql', query, name: 'dear' }], policy: policy! }, surroundings: { files: [path] } });
    const examined = await examine("SELECT * FROM numbered WHERE x >= 6 AND name = 'b'");
    expect(examined.result).toMatchObject({ verdict: 'warned', dropped: 2, failures: [{ reason: 'sql', rows: 2, message: 'dear finds 2 rows' }] });
    expect(examined.result.failures[0]!.examples.map((row) => Object.keys(row))).toEqual([Object.keys(columns), Object.keys(columns)]);
    const [passing, failed] = [join(folder, 'passing.parquet'), join(folder, 'failing.parquet')];
    await examined.split({ passing, failing: failed });
    expect(await store.query(`SELECT x FROM ${parquetTable([failed])}`)).toEqual([{ x: 7 }, { x: 9 }]);
    expect(await store.query(`SELECT count(*) AS n FROM ${parquetTable([passing])}`)).toEqual([{ n: 8 }]);
    // A row that comes back twice is one; what is about no row is about the table.
    expect((await examine('SELECT row_number FROM numbered WHERE x > 8 UNION ALL SELECT row_number FROM numbered WHERE x > 7')).result).toMatchObject({
      dropped: 2,
      verdict: 'warned',
    });
    expect((await examine('SELECT * FROM data WHERE x > 8')).result).toMatchObject({ dropped: 0, verdict: 'failed' });
    expect((await examine('SELECT * FROM numbered WHERE x > 8', 'stop')).result).toMatchObject({ dropped: 0, verdict: 'failed' });
    expect((await examine("SELECT 'here' AS row_number FROM data")).result.failures[0]!.message).toMatch(/cannot be run/);
    expect((await examine('SELECT 99 AS row_number FROM data')).result).toMatchObject({ dropped: 0, verdict: 'failed' });
  });

  it('sets aside the rows that it names, and says who is to be asked', async () => {
    const contract: Contract = {
      columns,
      tests: [
        { test: 'range', column: 'x', max: 7, owner: 'ann', description: 'the scale ends there' },
        { test: 'unique', columns: ['name', 'x'] },
      ],
      policy: 'drop',
    };
    const { result } = await examineTable(store, rows, { contract });
    expect(result).toMatchObject({
      verdict: 'warned',
      dropped: 2,
      failures: [{ test: 'range x', owner: 'ann', description: 'the scale ends there', examples: [{ x: 8 }, { x: 9 }] }],
    });
    const whole: Contract = { ...contract, tests: [{ test: 'volume', max: 3 }] };
    expect(await checkTable(store, rows, { contract: whole })).toMatchObject({ verdict: 'failed', dropped: 0 });
    expect(await checkTable(store, rows, { contract: { ...whole, tests: [{ test: 'volume', max: 3, severity: 'warn' }] } })).toMatchObject({ verdict: 'warned' });
  });

  it('is judged on one request when no row may fail it, and left to windows else', () => {
    const check = compileRowContract({
      columns,
      tests: [
        { test: 'range', column: 'x', max: 7 },
        { test: 'decimals', column: 'x', max: 1 },
        { test: 'values', column: 'name', values: ['a'], atMost: 0.5 },
        { test: 'missing', column: 'x', severity: 'warn' },
      ],
    });
    const reasons = (x: number | null) => check({ id: 1, at: 0, x, name: 'b' }).map((one) => `${one.reason} ${one.severity}`);
    expect([reasons(1), reasons(8), reasons(1.25), reasons(null)]).toEqual([[], ['out_of_range error'], ['decimals error'], ['null warn']]);
  });
});

describe('a share that chance explains', () => {
  it('is the binomial’s upper tail', () => {
    expect(chanceOfAtLeast(0, 10, 0.5)).toBe(1);
    expect(chanceOfAtLeast(10, 10, 0.5)).toBeCloseTo(0.5 ** 10, 15);
    expect(chanceOfAtLeast(2, 3, 0.1)).toBeCloseTo(3 * 0.01 * 0.9 + 0.001, 15);
    expect([exceeds(3, 100, { atMost: 0.01, falseAlarm: 0.01 }), exceeds(9, 100, { atMost: 0.01, falseAlarm: 0.01 }), exceeds(2, 100, { atMost: 0.01 })]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('errs no more often than it says, where the bare share errs half the time', () => {
    const random = seededRandom('shares');
    let [tested, bare] = [0, 0];
    for (let run = 0; run < 2_000; run++) {
      let hits = 0;
      for (let i = 0; i < 500; i++) if (random.next() < 0.02) hits++;
      if (exceeds(hits, 500, { atMost: 0.02, falseAlarm: 0.01 })) tested++;
      if (exceeds(hits, 500, { atMost: 0.02 })) bare++;
    }
    expect(tested / 2_000).toBeLessThan(0.01 + 4 * Math.sqrt((0.01 * 0.99) / 2_000));
    expect(bare / 2_000).toBeGreaterThan(0.3);
  });
});

describe('a contract as data', () => {
  it('is read with all its problems at once', () => {
    expect(contractFrom({ $schema: 'x', columns, tests: [{ test: 'volume', min: 1 }] })).toEqual({ columns, tests: [{ test: 'volume', min: 1 }] });
    expect(() => contractFrom({ columns, tests: [{ test: 'volumes' }], polcy: 'drop' })).toThrow(/polcy/);
    const problems = contractProblems({
      columns,
      tests: [
        { test: 'range', column: 'name', min: 1 },
        { test: 'range', column: 'x' },
        { test: 'unique', columns: ['ids'] },
        { test: 'distribution', columns: ['x'], against: { cells: [{ edges: [2, 1] }], counts: [1] } },
        { test: 'aggregate', column: 'x', of: 'quantile', min: 1 },
      ] as never,
    });
    expect(problems).toHaveLength(6);
    expect(problems[2]).toBe('tests.2: "ids" is not a column of the contract (id, at, x, name)');
  });
});
