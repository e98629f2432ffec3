import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Columns, openColumns } from '../../store/index.ts';
import { describeTable, fileTable } from '../tables/read-table.store.ts';
import type { LeakageOrder } from './leakage.ts';
import { countConflicts, readRepeats } from './read-repeats.store.ts';
import { reportLeakage } from './report-leakage.store.ts';

let folder: string;
let store: Columns;
const at = (name: string): string => join(folder, name);

/** Orders of one moment each; the label depends a little on the amount. */
const orders = (from: number, to: number): string =>
  `SELECT i AS id, hash(i * 7) % 1000 AS customer, TIMESTAMP '2001-01-01' + to_minutes(i) AS placed, TIMESTAMP '2001-01-01' + to_minutes(CAST(i + hash(i) % 60 AS BIGINT)) AS paid, ` +
  `(hash(i * 3) % 100000) / 10.0 AS amount, 'city ' || hash(i * 5) % 50 AS city, 'please deliver number ' || hash(i) || ' to the back door' AS note, ` +
  `CAST((hash(i * 11) % 100000) / 10.0 < 2000 + (hash(i * 3) % 100000) / 50.0 AS INTEGER) AS late FROM range(${from}, ${to}) AS t(i)`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-leakage-'));
  store = openColumns();
  await store.copyToParquet(orders(0, 4_000), at('train.parquet'));
  await store.copyToParquet(orders(4_000, 5_000), at('test.parquet'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const ORDER: LeakageOrder = { label: 'late', key: 'id', eventAt: 'placed', ignore: ['paid', 'customer'] };
const report = async (test: string, order: LeakageOrder = ORDER) =>
  reportLeakage(store, { train: await fileTable(store, [at('train.parquet')]), test: await fileTable(store, [at(test)]) }, order);

describe('what leaks between training and test', () => {
  it('is nothing when the split is clean', async () => {
    const found = await report('test.parquet');
    expect(found).toMatchObject({ train: 4_000, test: 1_000, columns: ['placed', 'amount', 'city', 'note'], leaks: [], near: { rows: 5_000 } });
    expect(found.power[0]!.column).toBe('amount');
    expect(found.power[0]!.auc).toBeLessThan(0.8);
  });

  it('is rows on both sides, the same ones and those that were entered again', async () => {
    await store.copyToParquet(
      `(${orders(4_000, 5_000)}) UNION ALL SELECT * FROM (${orders(0, 30)}) UNION ALL SELECT * REPLACE (upper(note) || '!' AS note, amount + 0.0001 AS amount) FROM (${orders(100, 140)})`,
      at('copied.parquet'),
    );
    const { leaks } = await report('copied.parquet');
    const found = Object.fromEntries(leaks.map((leak) => [leak.kind, leak]));
    expect(found['same_rows']).toMatchObject({ severity: 'leak', count: 30 });
    // As people read it.
    for (const row of found['same_rows']!.examples) expect(row['placed']).toMatch(/^2001-01-01T00:[0-2]\dZ$/);
    expect(found['near_rows']!.count).toBeGreaterThanOrEqual(39);
    expect(Object.keys(found['near_rows']!.examples[0]!)).toContain('train note');
    expect(found['same_keys']).toMatchObject({ severity: 'leak', count: 70, columns: ['id'] });
    expect(found['time_overlap']).toMatchObject({ severity: 'notice', count: 4_000, message: '4,000 training rows (100 %) happened at or after the first test row' });
  });

  it('is a group on both sides, a column that is known after the event, and one that is the outcome', async () => {
    const { leaks } = await report('test.parquet', { ...ORDER, ignore: [], groups: ['customer'] });
    expect(leaks.map(({ kind, columns }) => [kind, ...columns])).toEqual([
      ['same_groups', 'customer'],
      ['after_event', 'paid'],
    ]);
    const moments = await report('test.parquet', { ...ORDER, ignore: [], groups: ['paid'] });
    expect(moments.leaks.find(({ kind }) => kind === 'same_groups')!.examples[0]!['paid']).toMatch(/^2001-01-03T1\d:\d\dZ$/);
    for (const side of ['train', 'test'])
      await store.copyToParquet(`SELECT *, late * 100 + random() AS fee FROM ${await fileTable(store, [at(`${side}.parquet`)])}`, at(`${side}-fee.parquet`));
    const found = await reportLeakage(store, { train: await fileTable(store, [at('train-fee.parquet')]), test: await fileTable(store, [at('test-fee.parquet')]) }, ORDER);
    expect(found.leaks.map(({ kind, columns }) => [kind, ...columns])).toEqual([['target', 'fee']]);
  });

  it('finds columns that know a number, whatever their unit and curve, and takes equal rows with other numbers for no conflict', async () => {
    // The same in every run, from 0 to 1.
    const drawn = (what: string): string => `(hash('${what}' || id) / 18446744073709551616.0)`;
    for (const side of ['train', 'test'])
      await store.copyToParquet(
        `SELECT id, placed, n, n % 7 AS slot, exp(n / 300) + ${drawn('fee')} / 100 AS fee, 100 * n + 20000 * ${drawn('related')} AS related
         FROM (SELECT *, 1000 * ${drawn('n')} AS n FROM ${await fileTable(store, [at(`${side}.parquet`)])})`,
        at(`${side}-number.parquet`),
      );
    const sides = { train: await fileTable(store, [at('train-number.parquet')]), test: await fileTable(store, [at('test-number.parquet')]) };
    const found = await reportLeakage(store, sides, { label: 'n', key: 'id', eventAt: 'placed' });
    expect(found.leaks.map(({ kind, severity, columns }) => [kind, severity, ...columns])).toEqual([
      ['target', 'leak', 'fee'],
      ['target', 'notice', 'related'],
    ]);
    expect(found.leaks[0]!.message).toMatch(/^fee alone tells whether n is above [\d.]+ with an AUC of (0\.99\d\d|1\.0000)/);
    expect(found.power.map(({ column }) => column).slice(0, 2)).toEqual(['fee', 'related']);
    // What the AUC is of is told.
    expect(found.leaks[0]!.message).toContain(` above ${Number(found.above!.toPrecision(6))} `);
  });

  it('finds columns that know one of several classes, and which', async () => {
    for (const side of ['train', 'test'])
      await store.copyToParquet(
        `SELECT id, placed, amount, city, ['billing', 'delivery', 'returns'][1 + (hash(id * 13) % 3)::INTEGER] AS desk, CASE WHEN hash(id * 13) % 3 = 2 THEN 'R-' || hash(id) % 9 END AS parcel
         FROM ${await fileTable(store, [at(`${side}.parquet`)])}`,
        at(`${side}-class.parquet`),
      );
    const sides = { train: await fileTable(store, [at('train-class.parquet')]), test: await fileTable(store, [at('test-class.parquet')]) };
    const found = await reportLeakage(store, sides, { label: 'desk', key: 'id', eventAt: 'placed' });
    expect(found.leaks.map(({ kind, severity, columns }) => [kind, severity, ...columns])).toEqual([['target', 'leak', 'parcel']]);
    expect(found.leaks[0]!.message).toMatch(/^parcel alone tells whether desk is returns with an AUC of 1\.0000/);
    expect(found.power.map(({ column, of }) => [column, of])).toContainEqual(['parcel', 'returns']);
    expect(found.power[1]!.auc).toBeLessThan(0.6);
    expect(found.above).toBeUndefined();
  });

  it('reads CSV as it reads Parquet, and counts repeated rows and labels that conflict', async () => {
    await store.query(`COPY (SELECT * FROM (${orders(0, 500)}) UNION ALL SELECT * REPLACE (1 - late AS late) FROM (${orders(0, 20)})) TO '${at('test.csv')}' (FORMAT csv, HEADER)`);
    const columns = new Map([...(await describeTable(store, await fileTable(store, [at('train.parquet')])))].filter(([name]) => !['id', 'late'].includes(name)));
    const [written, copied] = [await fileTable(store, [at('train.parquet')]), await fileTable(store, [at('test.csv')])];
    expect(await readRepeats(store, { train: copied, test: written, columns })).toMatchObject({ train: 520, test: 4_000, across: 500, repeated: 20 });
    expect(await countConflicts(store, { train: copied, test: written, columns }, 'late')).toBe(40);
  });

  it('says what a table lacks', async () => {
    await expect(report('test.parquet', { key: 'number', groups: ['client'] })).rejects.toMatchObject({
      code: 'DATA_TABLE_UNFIT',
      message: expect.stringContaining('it has no column number; it has id, customer') as string,
    });
  });
});
