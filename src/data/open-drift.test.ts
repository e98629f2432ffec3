import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, type Digest, FakeClock } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { createDataRoom, dataMigrations, type DataRoom, dataset, integer, number, parquet, string, timestamp } from './index.ts';

const DAYS = 8;
const START = Date.UTC(2024, 0, 1);

describe('drift of a version beside those before it', () => {
  let root: string;
  let means: Means & { close(): Promise<void> };
  let room: DataRoom;
  const versions: Digest[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'drift-'));
    means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations, clock: new FakeClock() });
    // 200 rows a day; on the last the shop is not known in a third of them.
    const sql = `SELECT i AS id, TIMESTAMP '2024-01-01' + to_hours(CAST(i * 24 // 200 AS INTEGER)) AS at, CAST(hash(i) % 1000 AS DOUBLE) AS amount,
      CASE WHEN i >= ${(DAYS - 1) * 200} AND i % 3 = 0 THEN 'unknown' ELSE 'shop ' || hash(i * 7) % 4 END AS shop, 0 AS late FROM range(${DAYS * 200}) t(i)`;
    await means.columns.copyToParquet(sql, join(root, 'orders.parquet'));
    await means.columns.copyToParquet(`SELECT "at", amount FROM (${sql})`, join(root, 'narrow.parquet'));
    const stuck = `CASE WHEN id BETWEEN 800 AND 1099 THEN TIMESTAMP '2024-01-03 10:05' ELSE "at" END AS "at"`;
    await means.columns.copyToParquet(`SELECT * REPLACE (${stuck}) FROM (${sql})`, join(root, 'stuck.parquet'));
    const orders = dataset({
      source: parquet({ path: 'orders.parquet' }),
      contract: { columns: { id: integer(), at: timestamp(), amount: number(), shop: string(), late: integer() } },
      key: 'id',
      eventAt: 'at',
      label: { column: 'late', knownAt: 'at' },
    });
    room = createDataRoom(means, { datasets: { orders }, root });
    for (let day = 0; day < DAYS; day++) {
      const parent = versions.at(-1);
      versions.push((await room.ingest('orders', { interval: { from: START + day * DAY, to: START + (day + 1) * DAY }, ...(parent !== undefined && { parent }) })).id);
    }
  });
  afterAll(async () => {
    await means.close();
    await rm(root, { recursive: true });
  });

  it('judges the rows that it added by those that the ones before it added, beside the rows of neither', async () => {
    const report = await room.drift({ reference: 'orders', current: 'orders', last: 4 });
    expect(report).toMatchObject({ verdict: 'changed', rows: { reference: (DAYS - 5) * 200, current: 200 }, history: { rule: 'student', batches: 4, rows: 200, leftOut: [] } });
    expect(report.changes[0]).toMatchObject({ column: 'shop', natural: expect.any(Number) as number, season: null });
    expect(report.changes[0]!.message).toMatch(/natural is up to 0\.00 % \(Student’s limit of 4 batches\)/);
  });

  it('says of versions that grow how many rows are in both, and how to learn what is natural', async () => {
    const { verdict, advice } = await room.drift({ reference: versions[3]!, current: 'orders' });
    expect(verdict).toBe('changed');
    expect(advice).toMatch(/^800 rows are in both versions\. All that chance does not explain .*`last`/);
    expect((await room.drift({ reference: 'orders', current: 'orders', last: 4 })).advice).toBeNull();
    expect((await room.drift({ reference: 'orders.parquet', current: 'orders.parquet' })).advice).toBeNull();
    expect((await room.drift({ reference: 'orders.parquet', current: 'stuck.parquet' })).advice).toMatch(/^All that chance/);
  });

  it('leaves out batches that cannot be compared, and says why', async () => {
    const { history } = await room.drift({ reference: 'orders.parquet', current: 'orders.parquet', history: ['narrow.parquet', 'orders.parquet'] });
    expect(history).toMatchObject({ rule: 'test', batches: 1, leftOut: [{ table: 'narrow.parquet', why: 'it has no such id, shop, late' }] });
    expect(history!.message).toContain('too few');
  });

  it('tells an instant at which a column stands still as a date', async () => {
    const { changes } = await room.drift({ reference: 'orders.parquet', current: 'stuck.parquet' });
    expect(changes.find(({ column, kind }) => column === 'at' && kind === 'stale')).toMatchObject({
      value: '2024-01-03T10:05Z',
      message: expect.stringContaining('at stays at "2024-01-03T10:05Z"') as string,
    });
  });

  it('judges each segment of a column beside its own, also beside earlier batches, and refuses one that cannot cut', async () => {
    const report = await room.drift({ reference: 'orders.parquet', current: 'orders.parquet' }, { by: 'shop' });
    expect(report).toMatchObject({ verdict: 'steady', segments: { column: 'shop' } });
    expect(report.segments!.values.at(-1)).toEqual({ value: '(other)', rows: 1600, referenceRows: 1600, judged: true, changed: [] });
    await expect(room.drift({ reference: 'orders.parquet', current: 'orders.parquet' }, { by: 'at' })).rejects.toMatchObject({ code: 'DATA_SEGMENTS_UNKNOWN' });
    const beside = await room.drift({ reference: 'orders', current: 'orders', last: 4 }, { by: 'shop' });
    expect(beside).toMatchObject({ verdict: 'changed', history: { rule: 'student', batches: 4, rows: 200 }, segments: { column: 'shop' } });
    expect(beside.changes[0]).toMatchObject({ column: 'shop', natural: expect.any(Number) as number });
    await expect(room.drift({ reference: 'orders', current: 'orders', last: 4 }, { timeZone: 'Mars/Olympus' })).rejects.toMatchObject({ code: 'DATA_TIME_ZONE_UNKNOWN' });
  });

  it('learns a reference once: that of the same content, with the same columns', async () => {
    const tables = () => means.db.tables<{ data_yardsticks: { name: string; blob: Digest } }>();
    const names = async () => (await tables().selectFrom('data_yardsticks').select('name').execute()).map(({ name }) => name);
    await tables().deleteFrom('data_yardsticks').execute();
    const first = await room.drift({ reference: 'orders', current: 'narrow.parquet' });
    const [known] = await names();
    expect(await room.drift({ reference: 'orders', current: 'narrow.parquet' })).toEqual(first);
    expect((await room.driftReport({ reference: 'orders', current: 'narrow.parquet' })).drift).toEqual(first);
    expect(await names()).toEqual([known]);
    // Of other columns, and of another table with the same ones, another thing is learned.
    await room.drift({ reference: 'orders', current: 'orders.parquet' });
    await means.columns.copyToParquet("SELECT TIMESTAMP '2024-01-01' + to_hours(CAST(i AS INTEGER)) AS at, 5e6 + i AS amount FROM range(500) t(i)", join(root, 'far.parquet'));
    expect(await room.drift({ reference: 'far.parquet', current: 'narrow.parquet' })).toMatchObject({ verdict: 'changed', rows: { reference: 500 } });
    expect(await names()).toHaveLength(3);
    // What was learned is what is compared with.
    const { blob } = (await tables().selectFrom('data_yardsticks').select('blob').where('name', '=', known!).executeTakeFirst())!;
    for (const name of await names()) await tables().updateTable('data_yardsticks').set({ blob }).where('name', '=', name).execute();
    expect((await room.drift({ reference: 'far.parquet', current: 'narrow.parquet' })).rows).toEqual(first.rows);
  });

  it('calls a table mixed of which only the mix of segments is another', async () => {
    const sql = (seed: number, most: number): string =>
      `SELECT 'shop ' || CAST(hash(i + ${seed}) % 8 >= ${most} AS INTEGER) AS shop, CAST(hash(i + 2 * ${seed}) % 1000 AS DOUBLE) AS amount FROM range(3000) t(i)`;
    await means.columns.copyToParquet(sql(100_000, 2), join(root, 'before.parquet'));
    await means.columns.copyToParquet(sql(200_000, 5), join(root, 'after.parquet'));
    const report = await room.drift({ reference: 'before.parquet', current: 'after.parquet' }, { by: 'shop' });
    expect({ verdict: report.verdict, kinds: report.changes.map(({ kind }) => kind) }).toEqual({ verdict: 'mixed', kinds: ['mix'] });
  });

  it('refuses a history that takes all of the reference, and versions before a file', async () => {
    await expect(room.drift({ reference: 'orders', current: 'orders', last: DAYS })).rejects.toMatchObject({ code: 'DATA_HISTORY_TAKES_ALL' });
    await expect(room.drift({ reference: 'orders', current: 'orders.parquet', last: 2 })).rejects.toMatchObject({ code: 'DATA_HISTORY_NEEDS_VERSION' });
  });
});
