import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as arrowJs from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { arrow, createDataRoom, dataMigrations, type DataRoom, dataset, integer, nullable, number, parquet, string, timestamp } from './index.ts';

// The same rows as Parquet, by DuckDB, and as Arrow, by Arrow's own library: whatever is asked of them, the answers are the same.

let root: string;
let means: Means & { close(): Promise<void> };
let room: DataRoom;

const columns = {
  id: integer({ unique: true }),
  at: timestamp(),
  amount: nullable(number({ min: 0 })),
  country: string({ values: ['DE', 'FR', 'IT'] }),
  late: integer(),
  known: timestamp(),
};
const about = { contract: { columns, policy: 'drop' }, key: 'id', eventAt: 'at', label: { column: 'late', knownAt: 'known' } } as const;
const ENDINGS = ['arrow', 'arrows', 'feather'] as const;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'arrow-table-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations, clock: new FakeClock() });
  for (const [name, more] of [
    ['before', 0],
    ['after', 3],
  ] as const) {
    const sql = `SELECT i AS id, epoch_ms(989000000000 + i * 60000) AS at, CASE WHEN i % 11 = 3 THEN NULL ELSE (hash(i) % 1000) / 8.0 - (i % 100 = 7)::INT * 500 + ${more * 25} END AS amount,
      ['DE', 'FR', 'IT', 'IT'][1 + (hash(i + 7) % 4)::INT] AS country, (hash(i + 1) % 5 = 0)::BIGINT AS late, epoch_ms(989000000000 + i * 60000 + 86400000) AS known FROM range(1000) t(i)`;
    await means.columns.copyToParquet(sql, join(root, `${name}.parquet`));
    const { columns: read } = await means.columns.columnsOf(sql);
    const [id, at, amount, country, late, known] = read as [Float64Array, Float64Array, Float64Array, string[], Float64Array, Float64Array];
    const wholes = (values: Float64Array) => arrowJs.vectorFromArray([...values].map(BigInt), new arrowJs.Int64());
    const instants = (values: Float64Array) =>
      arrowJs.makeVector(arrowJs.makeData({ type: new arrowJs.TimestampMillisecond(), length: values.length, data: BigInt64Array.from([...values].map(BigInt)) }));
    const table = new arrowJs.Table({
      id: wholes(id),
      at: instants(at),
      amount: arrowJs.vectorFromArray(
        [...amount].map((each) => (Number.isNaN(each) ? null : each)),
        new arrowJs.Float64(),
      ),
      country: arrowJs.vectorFromArray(country, new arrowJs.Dictionary(new arrowJs.Utf8(), new arrowJs.Int32())),
      late: wholes(late),
      known: instants(known),
    });
    for (const ending of ENDINGS) await writeFile(join(root, `${name}.${ending}`), arrowJs.tableToIPC(table, ending === 'arrows' ? 'stream' : 'file'));
  }
  const path = { parquet: 'before.parquet', arrow: 'before.feather' };
  room = createDataRoom(means, {
    root,
    datasets: { parquet: dataset({ source: parquet({ path: path.parquet }), ...about }), arrow: dataset({ source: arrow({ path: path.arrow }), ...about }) },
  });
});
afterAll(async () => {
  await means.close();
  expect(await readdir(join(root, '.capstan/spill'))).toEqual([]);
  await rm(root, { recursive: true });
});

describe.each(ENDINGS)('a .%s file', (ending) => {
  it('has the profile of the same rows as Parquet', async () => {
    const profile = await room.profileOf('before.parquet');
    expect(profile.rows).toBe(1000);
    expect(await room.profileOf(`before.${ending}`)).toEqual(profile);
  });

  it('breaks the contract in the same rows', async () => {
    const stated = { columns, tests: [{ test: 'sql', query: 'SELECT * FROM data WHERE late > 1', name: 'late is 0 or 1' }] };
    const { result } = await room.check('before.parquet', { stated });
    expect(result.failures).not.toEqual([]);
    expect((await room.check(`before.${ending}`, { stated })).result).toEqual(result);
  });

  it('has the same drift, and is the reference of it', async () => {
    const drift = await room.drift({ reference: 'before.parquet', current: 'after.parquet' });
    expect(drift.verdict).not.toBe('steady');
    const same = await room.drift({ reference: `before.${ending}`, current: `after.${ending}` });
    expect(same).toEqual({ ...drift, reference: `before.${ending}`, current: `after.${ending}` });
  });
});

it('suggests the same contract, and is found again by its test of drift', async () => {
  const { contract } = await room.suggest(['before.feather']);
  const named = JSON.stringify(contract)
    .replace(/"digest":"[^"]+"/g, '')
    .replaceAll('.feather', '.parquet');
  expect(named).toBe(JSON.stringify((await room.suggest(['before.parquet'])).contract).replace(/"digest":"[^"]+"/g, ''));
  const judged = async (table: string) => (await room.check(table, { stated: JSON.parse(JSON.stringify(contract)) as unknown })).result;
  expect(await judged('before.parquet')).toMatchObject({ verdict: 'passed' });
  expect(await judged('before.parquet')).not.toHaveProperty('skipped');
  expect((await judged('after.feather')).failures).toContainEqual(expect.objectContaining({ reason: 'drift' }));
});

it('is a source: the same rows make the same part, byte by byte, and the same replay', async () => {
  const interval = (await room.extent('parquet'))!;
  expect(await room.extent('arrow')).toEqual(interval);
  const [first, second] = [await room.ingest('parquet', { interval }), await room.ingest('arrow', { interval })];
  expect(first.contract.dropped).toBeGreaterThan(0);
  expect(second.manifest.parts).toEqual(first.manifest.parts);
  expect(second.contract).toEqual(first.contract);
  expect(await room.sourceRows('arrow', { interval })).toEqual(await room.sourceRows('parquet', { interval }));
});

it('names the dataset whose Arrow file is broken', async () => {
  await writeFile(join(root, 'broken.arrow'), 'ARROW1 and no more');
  const broken = createDataRoom(means, { root, datasets: { orders: dataset({ source: arrow({ path: 'broken.arrow' }), ...about }) } });
  await expect(broken.extent('orders')).rejects.toMatchObject({ code: 'DATA_SOURCE_UNREADABLE', message: expect.stringMatching(/orders.*broken\.arrow.*cut off/) as string });
  await expect(broken.profileOf('broken.arrow')).rejects.toMatchObject({ code: 'STORE_TABLE_UNREADABLE' });
});
