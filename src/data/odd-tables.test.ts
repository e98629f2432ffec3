import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Means, openMeans } from '../store/index.ts';
import { reportLeakage } from './duplicates/report-leakage.store.ts';
import type { LeakageOrder } from './duplicates/leakage.ts';
import { createDataRoom, dataMigrations, type DataRoom } from './index.ts';
import { fileTable } from './tables/read-table.store.ts';

let root: string;
let means: Means & { close(): Promise<void> };
let data: DataRoom;
const TABLES = {
  orders: `SELECT i AS id, (i * 37) % 101 AS x, i % 3 AS late FROM range(600) t(i)`,
  empty: `SELECT i AS id, i AS x, i AS late FROM range(0) t(i)`,
  others: `SELECT i AS other, TIME '10:00' AS late FROM range(300) t(i)`,
  timeless: `SELECT i AS id, CASE WHEN i = 3 THEN TIMESTAMP 'infinity' WHEN i = 4 THEN TIMESTAMP '290000-01-01' ELSE TIMESTAMP '2024-01-01' + to_hours(i) END AS seen FROM range(300) t(i)`,
  endless: `SELECT i AS id, CASE WHEN i % 5 = 0 THEN 'inf'::DOUBLE WHEN i % 7 = 0 THEN '-inf'::DOUBLE ELSE i END AS x FROM range(700) t(i)`,
  bytes: `SELECT i AS id, ('k' || i)::BLOB AS raw FROM range(300) t(i)`,
} as const;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odd-tables-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations });
  for (const [name, sql] of Object.entries(TABLES)) await means.columns.copyToParquet(sql, join(root, `${name}.parquet`));
  await writeFile(join(root, 'numbers.csv'), `a,b\n${Array.from({ length: 300 }, (_, i) => `${i},${i % 2}`).join('\n')}\n`);
  await writeFile(join(root, 'texts.csv'), `a,b\n${Array.from({ length: 300 }, (_, i) => `${i % 9 === 0 ? `x${i}` : i},${i % 2}`).join('\n')}\n`);
  data = createDataRoom(means, { root, datasets: {} });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

const unfit = (what: string) => ({ code: 'DATA_TABLE_UNFIT', message: expect.stringContaining(what) as string });

describe('drift', () => {
  it('is not steady beside or of a table without rows: it cannot be told', async () => {
    await data.savedProfile('orders.parquet').then(({ bytes }) => writeFile(join(root, 'orders.profile'), bytes));
    for (const reference of ['orders.parquet', 'orders.profile'])
      await expect(data.drift({ reference, current: 'empty.parquet' })).rejects.toMatchObject(unfit('empty.parquet has no rows'));
    await expect(data.drift({ reference: 'empty.parquet', current: 'orders.parquet' })).rejects.toMatchObject(unfit('empty.parquet has no rows'));
  });

  it('says of each column why nothing of two tables can be compared', async () => {
    const why = unfit(
      'no column of the two tables can be compared; id: only the reference has it; x: only the reference has it; late: it was integer, and is other now; other: the reference does not have it',
    );
    await expect(data.drift({ reference: 'orders.parquet', current: 'others.parquet' })).rejects.toMatchObject(why);
  });

  it('is none of infinite numbers beside the profile of the same', async () => {
    await data.savedProfile('endless.parquet').then(({ bytes }) => writeFile(join(root, 'endless.profile'), bytes));
    expect(await data.drift({ reference: 'endless.profile', current: 'endless.parquet' })).toMatchObject({ verdict: 'steady' });
    // Where the reference has none, they lie outside.
    await means.columns.copyToParquet(`SELECT i AS id, i AS x FROM range(700) t(i)`, join(root, 'ending.parquet'));
    await data.savedProfile('ending.parquet').then(({ bytes }) => writeFile(join(root, 'ending.profile'), bytes));
    expect(await data.drift({ reference: 'ending.profile', current: 'endless.parquet' })).toMatchObject({ verdict: 'changed', changes: [{ column: 'x' }] });
  });
});

it('takes what lies beyond all dates for no instant', async () => {
  const profile = await data.profileOf('timeless.parquet');
  expect(profile.columns[1]).toMatchObject({ nulls: 2, coverage: { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 13, 11) } });
  expect(await data.drift({ reference: 'timeless.parquet', current: 'timeless.parquet' })).toMatchObject({ verdict: 'steady' });
});

it('shows bytes as such in examples', async () => {
  await means.columns.copyToParquet(`SELECT * REPLACE (CASE WHEN id = 0 THEN 'x'::BLOB ELSE raw END AS raw) FROM (${TABLES.bytes})`, join(root, 'other-bytes.parquet'));
  const { byKey } = await data.diff('bytes.parquet', 'other-bytes.parquet', 'id');
  expect(byKey!.examples.changed).toEqual([{ key: '0', columns: [{ name: 'raw', before: '0x6b30', after: '0x78' }] }]);
});

describe('leakage', () => {
  const leakage = async (train: string, test: string, order: LeakageOrder = {}) =>
    reportLeakage(means.columns, { train: await fileTable(means.columns, [join(root, train)]), test: await fileTable(means.columns, [join(root, test)]) }, order);

  it('is not told of no rows, nor by a column of no instants', async () => {
    await expect(leakage('empty.parquet', 'orders.parquet')).rejects.toMatchObject(unfit('there are no training rows'));
    await expect(leakage('orders.parquet', 'empty.parquet')).rejects.toMatchObject(unfit('there are no test rows'));
    await expect(leakage('numbers.csv', 'texts.csv', { eventAt: 'a' })).rejects.toMatchObject(unfit('a holds no instants: it is text'));
  });

  it('compares a column that is a number here and a text there as texts', async () => {
    for (const [train, test] of [
      ['numbers.csv', 'texts.csv'],
      ['texts.csv', 'numbers.csv'],
    ] as const) {
      const found = await leakage(train, test, { label: 'b', groups: ['a'] });
      expect(found.leaks.find(({ kind }) => kind === 'same_groups')).toMatchObject({ count: 266 });
      expect(found.power).toMatchObject([{ column: 'a' }]);
    }
  });

  it('is sure where every test row is a training row and no training row repeats, however few values there are', async () => {
    const { leaks } = await leakage('orders.parquet', 'orders.parquet', { ignore: ['x', 'late'] });
    expect(leaks[0]).toMatchObject({ kind: 'same_rows', severity: 'leak', count: 600 });
    // Rows that repeat by nature.
    const natural = await leakage('orders.parquet', 'orders.parquet', { ignore: ['id', 'x'] });
    expect(natural.leaks.find(({ kind }) => kind === 'same_rows')).toMatchObject({ severity: 'notice' });
  });
});

it('proposes a contract from tables of the same columns alone, and says where they differ', async () => {
  await writeFile(join(root, 'column.csv'), 'a\n1\n2\n');
  await expect(data.suggest(['texts.csv', 'column.csv'])).rejects.toMatchObject(unfit('table 2 has no column b, which the first has'));
  await means.columns.copyToParquet(`SELECT 'o' || i AS id, i AS x, i AS late, i AS more FROM range(300) t(i)`, join(root, 'named.parquet'));
  await expect(data.suggest(['orders.parquet', 'named.parquet'])).rejects.toMatchObject(
    unfit('table 2 has a column more, which the first has not; id is string in table 2, and integer in the first'),
  );
  expect(Object.keys((await data.suggest(['numbers.csv', 'texts.csv'])).contract.columns)).toEqual(['a', 'b']);
});

it('reads a contract that begins with a mark of byte order', async () => {
  await writeFile(join(root, 'contract.json'), `\uFEFF${JSON.stringify({ columns: { a: { kind: 'integer', nullable: false } } })}`);
  expect((await data.check('numbers.csv', { file: 'contract.json' })).result).toMatchObject({ rows: 300, dropped: 0 });
});

it('says of a file that it cannot read what to do with it', async () => {
  const other = (file: string) => data.diff('orders.parquet', file).catch((error: unknown) => error);
  expect(await other('movies.json')).toMatchObject({ code: 'DATA_FILE_OF_OTHER_KIND', remedy: expect.stringContaining("COPY (FROM 'movies.json') TO 'movies.parquet'") as string });
  expect(await other("it's.json")).toMatchObject({ remedy: expect.stringContaining("COPY (FROM 'it''s.json') TO 'it''s.parquet'") as string });
  expect(await other('movies.pkl')).toMatchObject({ code: 'DATA_FILE_OF_OTHER_KIND', remedy: 'write it as Parquet or CSV' });
  expect(await other('movies.tsv')).toMatchObject({ code: 'DATA_FILE_OF_OTHER_KIND', remedy: expect.stringContaining('name it .csv') as string });
  expect(await other('movies')).toMatchObject({ code: 'DATA_VERSION_UNKNOWN' });
});

describe('diff', () => {
  it('tells from the first to the last of instants, of which the rest is told by the time of day', async () => {
    for (const [name, year] of [
      ['old', 2023],
      ['new', 2024],
    ] as const)
      await means.columns.copyToParquet(`SELECT i AS id, TIMESTAMP '${year}-01-01 10:00' + to_days(i::INTEGER) AS at FROM range(300) t(i)`, join(root, `${name}.parquet`));
    const at = (year: number) => ({ from: Date.UTC(year, 0, 1, 10), to: Date.UTC(year, 0, 300, 10) });
    const { distributions } = await data.diff('old.parquet', 'new.parquet');
    expect(distributions).toContainEqual(expect.objectContaining({ name: 'at', totalVariation: 0, span: { before: at(2023), after: at(2024) } }));
    expect(distributions.find(({ name }) => name === 'id')).not.toHaveProperty('span');
  });

  it('leaves out instants that no calendar has, and says so of none', async () => {
    await means.columns.copyToParquet(`SELECT i AS id, NULL::TIMESTAMP AS seen FROM range(300) t(i)`, join(root, 'unseen.parquet'));
    const { distributions } = await data.diff('timeless.parquet', 'unseen.parquet');
    expect(distributions).toContainEqual(expect.objectContaining({ name: 'seen', span: { before: { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 13, 11) }, after: null } }));
  });

  it('finds the same keys where one table holds them as doubles and the other as texts', async () => {
    await means.columns.copyToParquet(`SELECT i::DOUBLE AS id, i % 3 AS x FROM range(300) t(i)`, join(root, 'doubles.parquet'));
    await means.columns.copyToParquet(`SELECT CASE WHEN i = 299 THEN 'none' ELSE i::VARCHAR END AS id, i % 3 AS x FROM range(300) t(i)`, join(root, 'codes.parquet'));
    expect((await data.diff('doubles.parquet', 'codes.parquet', 'id')).byKey).toMatchObject({ added: 1, removed: 1, changed: 0 });
    expect((await data.diff('codes.parquet', 'doubles.parquet', 'id')).byKey).toMatchObject({ added: 1, removed: 1, changed: 0 });
  });
});
