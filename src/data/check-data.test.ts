import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, type Digest, FakeClock, isCapstanError } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { createDataRoom, dataMigrations, type DataRoom, dataset, integer, parquet, string, timestamp } from './index.ts';

let root: string;
let means: Means & { close(): Promise<void> };
let data: DataRoom;
const at = Date.UTC(2001, 0, 1);
const span = (from: number, to: number) => ({ from: at + from * DAY, to: at + to * DAY });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'check-data-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations, clock: new FakeClock() });
  await means.columns.copyToParquet(
    `SELECT i AS id, epoch_ms(CAST(${at} + i * 360000 AS BIGINT)) AS at, 'p' || (i % 3) AS place, 0 AS late FROM range(1200) AS t(i)`,
    join(root, 'orders.parquet'),
  );
  await means.columns.copyToParquet(`SELECT epoch_ms(CAST(${at} AS BIGINT)) AS at, 'p' || i AS place, 0 AS late, i AS id FROM range(2) AS t(i)`, join(root, 'places.parquet'));
  await writeFile(join(root, 'orders.csv'), 'id,amount\n1,2.5\n1,3\n2,lots\n');
  const rest = { eventAt: 'at', label: { column: 'late', knownAt: 'at' } } as const;
  const columns = { id: integer(), at: timestamp(), place: string(), late: integer() };
  data = createDataRoom(means, {
    root,
    datasets: {
      places: dataset({ source: parquet({ path: 'places.parquet' }), contract: { columns }, key: 'id', ...rest }),
      orders: dataset({
        source: parquet({ path: 'orders.parquet' }),
        contract: {
          columns,
          tests: [
            { test: 'reference', columns: ['place'], to: { dataset: 'places' } },
            { test: 'volume', last: 2, severity: 'warn' },
            { test: 'freshness', column: 'at', within: '1h' },
            { test: 'sql', name: 'no late ones', query: 'SELECT * FROM data WHERE late = 1' },
          ],
          policy: 'drop',
        },
        key: 'id',
        ...rest,
      }),
    },
  });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

const codeOf = async (work: Promise<unknown>): Promise<string> => work.then(String, (error: unknown) => (isCapstanError(error) ? error.code : String(error)));

it('tests a stretch beside other datasets and the stretches before it, and sets aside what refers to nothing', async () => {
  await data.ingest('places', { interval: span(0, 1) });
  const first = await data.ingest('orders', { interval: span(0, 1) });
  expect(first.contract).toMatchObject({ rows: 240, dropped: 80, skipped: [{ test: 'volume' }] });
  expect((await data.quarantinedRows(first.id, 1))[0]).toMatchObject({ place: 'p2' });
  const second = await data.ingest('orders', { interval: span(1, 2), parent: first.id });
  const third = await data.ingest('orders', { interval: span(2, 5), parent: second.id });
  expect(third.contract.failures.map((one) => `${one.severity} ${one.reason}`)).toEqual(['error orphan', 'warn volume']);
  // What was kept refers to what there is; the same tests, the same neighbours, and what was set aside is not forgotten.
  const again = (await data.check('orders')).result;
  expect(again).toMatchObject({ rows: 720, dropped: 240, failures: [{ reason: 'orphan', rows: 240 }, { reason: 'volume' }], verdict: 'warned' });
  // Nothing but rows set aside: the check says what the list says.
  const { verdict, dropped, rows } = first.contract;
  expect((await data.check(first.id)).result).toMatchObject({ verdict, dropped, rows, failures: [{ reason: 'orphan', examples: first.contract.failures[0]!.examples }] });
  expect(verdict).toBe('warned');
});

it('checks a file of the project by a contract in JSON, and no other file', async () => {
  const columns = { id: { kind: 'integer', nullable: false, unique: true }, amount: { kind: 'number', nullable: false } };
  await writeFile(join(root, 'orders.json'), JSON.stringify({ columns, tests: [{ test: 'sql', query: 'SELECT * FROM data WHERE amount > 2' }] }));
  const { result, named } = await data.check('orders.csv', { file: 'orders.json' });
  expect([named, result.verdict, ...result.failures.map((one) => `${one.reason} ${one.rows}`)]).toEqual(['orders.json', 'failed', 'wrong_type 1', 'duplicate 1', 'sql 2']);
  expect(await codeOf(data.check('orders.csv'))).toBe('DATA_CONTRACT_NEEDED');
  expect(await codeOf(data.check('orders.csv', { stated: { columns: {} } }))).toBe('DATA_CONTRACT_INVALID');
  expect(await codeOf(data.check('orders.csv', { file: 'orders.csv' }))).toBe('DATA_FILE_UNREADABLE');
  await symlink('/etc', join(root, 'etc'));
  for (const file of ['../x.csv', '/etc/passwd', 'etc/passwd', '.capstan/records.sqlite', 'none.json', '.'])
    expect(await codeOf(data.check('orders.csv', { file }))).toBe('DATA_FILE_UNKNOWN');
});

it('proposes a contract that compares with the file it was made from, as long as it is that file', async () => {
  const { contract } = await data.suggest(['orders.parquet']);
  const [drift] = contract.tests!.filter((test) => test.test === 'drift');
  expect(drift).toMatchObject({ against: [{ file: 'orders.parquet', digest: expect.stringMatching(/^sha256:/) as string }] });
  expect((await data.check('orders.parquet', { stated: contract })).result).toMatchObject({ verdict: 'passed', failures: [] });
  const of = await data.suggest(['orders']);
  expect(of.contract.tests!.filter((test) => test.test === 'drift')).toMatchObject([{ against: [{ version: (await data.latest('orders'))!.id }] }]);
  const result = await data.check('orders.parquet', { stated: of.contract });
  expect(result.result.skipped).toBeUndefined();
  await copyFile(join(root, 'places.parquet'), join(root, 'orders.parquet'));
  expect((await data.check('places.parquet', { stated: contract })).result.skipped).toEqual([{ test: 'drift', why: 'the file orders.parquet is not at hand, or is another one' }]);
});

it('learns what a contract compares with once, and again only when what was stored cannot be read', async () => {
  const rows = (seed: number) => `SELECT i AS id, (hash(i, ${seed}) % 5000) / 100.0 AS amount FROM range(4000) AS t(i)`;
  for (const [name, seed] of Object.entries({ usual: 1, another: 2, tenfold: 3 }))
    await means.columns.copyToParquet(name === 'tenfold' ? `SELECT id, amount * 10 AS amount FROM (${rows(seed)})` : rows(seed), join(root, `${name}.parquet`));
  const columns = { id: { kind: 'integer', nullable: true }, amount: { kind: 'number', nullable: true } };
  const against = (file: string) => ({ stated: { columns, tests: [{ test: 'drift', against: [{ file }] }] } });
  const verdict = async (file: string) => (await data.check('another.parquet', against(file))).result.verdict;
  const stored = () => means.db.tables<{ data_yardsticks: { name: string; blob: Digest } }>().selectFrom('data_yardsticks').select(['name', 'blob']).execute();

  const before = new Set((await stored()).map(({ name }) => name));
  expect(await verdict('usual.parquet')).toBe('passed');
  const [usual] = (await stored()).filter(({ name }) => !before.has(name));
  expect(await verdict('tenfold.parquet')).toBe('failed');
  const [tenfold] = (await stored()).filter(({ name }) => name !== usual!.name && !before.has(name));
  const name = async (blob: Digest) =>
    means.db.tables<{ data_yardsticks: { name: string; blob: Digest } }>().updateTable('data_yardsticks').set({ blob }).where('name', '=', usual!.name).execute();

  // What is stored under a name is believed.
  await name(tenfold!.blob);
  expect(await verdict('usual.parquet')).toBe('failed');
  for (const broken of [await means.blobs.put('of an older form'), `sha256:${'0'.repeat(64)}` as const]) {
    await name(broken);
    expect(await verdict('usual.parquet')).toBe('passed');
    expect((await stored()).find((one) => one.name === usual!.name)?.blob).toBe(usual!.blob);
  }
});
