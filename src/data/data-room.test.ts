import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CapstanError, FakeClock, type Interval, isCapstanError, type Operation } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { csv, createDataRoom, dataMigrations, dataOperations, type DataRoom, type Dataset, dataset, integer, nullable, number, parquet, string, timestamp } from './index.ts';

let root: string;
let means: Means & { close(): Promise<void> };
const may: Interval = { from: Date.UTC(2001, 4, 1), to: Date.UTC(2001, 5, 1) };
const june: Interval = { from: may.to, to: Date.UTC(2001, 6, 1) };

const CSV = `id,at,amount,country,late,known
1,2001-05-03 10:00:00,12.5,DE,0,2001-05-04 00:00:00
3,2001-05-02T08:30:00Z,oops,FR,1,2001-05-04 00:00:00
2,2001-05-01,7,,1,2001-05-04 00:00:00
4,,1,DE,0,2001-05-04 00:00:00
5,2001-06-01 00:00:00,-3,DE,0,2001-06-04 00:00:00
1,2001-06-02 00:00:00,3,DE,0,2001-06-04 00:00:00
6,2001-06-03 00:00:00,3,IT,0,2001-06-04 00:00:00
`;

const orders = dataset({
  source: csv({ path: 'orders.csv' }),
  contract: {
    columns: {
      id: integer({ unique: true }),
      at: timestamp(),
      amount: number({ min: 0 }),
      country: nullable(string({ values: ['DE', 'FR'], severity: 'warn' })),
      late: integer({ min: 0, max: 1 }),
      known: timestamp(),
    },
    policy: 'drop',
  },
  key: 'id',
  eventAt: 'at',
  label: { column: 'late', knownAt: 'known' },
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'room-'));
  await writeFile(join(root, 'orders.csv'), CSV);
  await writeFile(join(root, 'broken.parquet'), 'PAR1 this is no table PAR1');
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations, clock: new FakeClock() });
  await means.columns.copyToParquet(`SELECT 1 AS id, TIMESTAMP '2001-05-02' AS date, 'x' AS note`, join(root, 'small.parquet'));
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

const roomOf = (datasets: Record<string, Dataset>) => createDataRoom(means, { datasets, root });
const errorOf = async (work: () => Promise<unknown>): Promise<CapstanError> => {
  try {
    await work();
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new TypeError('it did not fail');
};
const ingestError = (definition: Dataset): Promise<CapstanError> => errorOf(() => roomOf({ it: definition }).ingest('it', { interval: may }));

describe('a CSV file', () => {
  it('becomes versions: texts are read as their kinds, what breaks the contract is set aside, ids are unique across versions', async () => {
    const room = roomOf({ orders });
    const first = await room.ingest('orders', { interval: may, facts: { from: 'the shop' } });
    expect(first.contract.failures.map((failure) => `${failure.column} ${failure.reason} ${failure.rows}`)).toEqual(['amount wrong_type 1', 'at null 1']);
    expect(first).toMatchObject({ number: 1, rows: 2, facts: { from: 'the shop' }, createdAt: Date.UTC(2001, 0, 1) });
    expect(await room.quarantinedRows(first.id)).toEqual([expect.objectContaining({ id: '3', amount: 'oops' })]);
    const rows = await means.columns.query(`SELECT * FROM read_parquet('${await means.blobs.pathOf(first.manifest.parts[0]!.blob)}')`);
    expect(rows).toEqual([
      { id: 2, at: Date.UTC(2001, 4, 1), amount: 7, country: null, late: 1, known: Date.UTC(2001, 4, 4) },
      { id: 1, at: Date.UTC(2001, 4, 3, 10), amount: 12.5, country: 'DE', late: 0, known: Date.UTC(2001, 4, 4) },
    ]);

    const second = await room.ingest('orders', { interval: june, parent: first.id });
    expect(second.contract.failures.map((failure) => `${failure.column} ${failure.reason} ${failure.rows}`)).toEqual([
      'amount out_of_range 1',
      'country not_in_set 1',
      'id duplicate 1',
      'at null 1',
    ]);
    expect(second).toMatchObject({ number: 2, rows: 3, parent: first.id });
    expect(await room.latest('orders')).toEqual(second);
    expect((await room.sourceRows('orders', { interval: june })).columns).toMatchObject({
      id: Float64Array.of(5, 1, 6),
      amount: Float64Array.of(-3, 3, 3),
      country: ['DE', 'DE', 'IT'],
    });
  });

  it('leaves nothing behind but the versions', async () => {
    expect(await readdir(join(root, '.capstan', 'unfinished'))).toEqual([]);
  });
});

describe('a source that cannot be used is refused by name', () => {
  const small = (select: Record<string, string>): Dataset => ({
    ...orders,
    source: parquet({ path: 'small.parquet', select: select as never }),
    contract: { columns: { id: integer(), at: timestamp(), late: integer(), known: timestamp() } },
  });

  it('a missing file, a missing package, a broken file', async () => {
    const missing = await ingestError({ ...orders, source: parquet({ path: 'none.parquet' }) });
    expect(missing.code).toBe('DATA_SOURCE_MISSING');
    expect(missing.message).toContain(join(root, 'none.parquet'));
    expect(await ingestError({ ...orders, source: parquet({ package: 'no-such-package', file: 'x.parquet' }) })).toMatchObject({
      code: 'DATA_PACKAGE_MISSING',
      remedy: `npm install no-such-package, in ${root}`,
    });
    await mkdir(join(root, 'node_modules/a-package'), { recursive: true });
    expect(await ingestError({ ...orders, source: parquet({ package: 'a-package', file: 'x.parquet' }) })).toMatchObject({
      code: 'DATA_SOURCE_MISSING',
      message: expect.stringContaining(join(root, 'node_modules/a-package/x.parquet')) as string,
    });
    const broken = await ingestError({ ...orders, source: parquet({ path: 'broken.parquet' }) });
    expect(broken.code).toBe('DATA_SOURCE_UNREADABLE');
    expect(broken.message).toContain('broken.parquet');
  });

  it('columns that the file lacks, and expressions that do not work, all at once', async () => {
    const unknown = await ingestError(small({ at: 'date' }));
    expect(unknown.code).toBe('DATA_COLUMN_UNKNOWN');
    expect(unknown.facts['columns']).toEqual(['late', 'known']);
    expect(unknown.remedy).toContain('note');
    const wrong = await ingestError(small({ at: 'date', late: 'dealy > 1', known: 'upper(' }));
    expect(wrong.code).toBe('DATA_SELECT_INVALID');
    expect(wrong.facts['problems']).toEqual([expect.objectContaining({ path: 'late' }), expect.objectContaining({ path: 'known' })]);
    expect((await ingestError(small({ at: 'note', late: '1', known: 'date' }))).code).toBe('DATA_SELECT_INVALID');
    const conversion = await ingestError(small({ at: 'date', late: 'CAST(note AS INTEGER)', known: 'date' }));
    expect(conversion.code).toBe('DATA_SOURCE_UNREADABLE');
  });

  it('a definition that names what is not there', async () => {
    const error = await ingestError({
      ...orders,
      key: 'order',
      label: { column: 'lateness', knownAt: 'known' },
      eventAt: 'amount',
      source: csv({ path: 'orders.csv', select: { cuontry: 'country' } }),
    });
    expect(error.code).toBe('DATA_DATASET_INVALID');
    for (const name of ['order', 'lateness', 'cuontry', 'amount is a number']) expect(error.message).toContain(name);
  });

  it('and records nothing', async () => {
    expect(await roomOf({ orders }).list()).toHaveLength(2);
    expect((await errorOf(() => roomOf({ orders }).ingest('oders', { interval: may }))).code).toBe('DATA_DATASET_UNKNOWN');
    expect((await errorOf(() => roomOf({ orders }).version('sha256:no'))).code).toBe('DATA_VERSION_UNKNOWN');
  });
});

describe('operations', () => {
  it('list, show, diff, ingest and quarantined', async () => {
    const data = roomOf({ orders });
    const operations = new Map<string, Operation<{ data: DataRoom; actor: string }>>(dataOperations.map((operation) => [operation.name, operation]));
    const run = (name: string, input: unknown): Promise<never> => Promise.resolve(operations.get(name)!.run({ data, actor: 'ann' }, input as never) as never);
    const [second, first] = (await run('data.list', {})) as { id: string; number: number; dropped: number }[];
    expect([second!.number, first!.number]).toEqual([2, 1]);
    expect(await run('data.ingest', { dataset: 'orders', from: '2001-06-01', to: '2001-07-01', parent: first!.id })).toMatchObject({ id: second!.id });
    expect(await run('data.show', { version: 'orders' })).toMatchObject({ id: second!.id, profile: { rows: 1 } });
    expect(await run('data.diff', { before: first!.id, after: second!.id })).toMatchObject({ rows: { added: 1, removed: 0, kept: 2 } });
    expect(await run('data.quarantined', { version: second!.id })).toHaveLength(2);
    expect((await errorOf(() => run('data.ingest', { dataset: 'orders', from: 'soon', to: 'later' }))).code).toBe('DATA_INTERVAL_INVALID');
  });
});
