import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Columns, openColumns } from '../store/index.ts';
import { compareRows } from './compare-rows.store.ts';
import { parquetTable } from './table-sql.store.ts';

let folder: string;
let store: Columns;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-rows-'));
  store = openColumns();
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const write = async (name: string, sql: string): Promise<string> => {
  await store.copyToParquet(sql, join(folder, name));
  return join(folder, name);
};
const rows = (from: number, to: number, change = ''): string =>
  `SELECT ${change} FROM (SELECT i AS id, i * 0.5 AS amount, 'c' || i % 3 AS city FROM range(${from}, ${to}) AS t(i))`;

it('tells which keys are new, which are gone, and what changed in those that stayed', async () => {
  const before = await write('before.parquet', rows(0, 100, '*'));
  const after = await write(
    'after.parquet',
    rows(10, 120, '* REPLACE (CASE WHEN id < 13 THEN amount + 1 ELSE amount END AS amount, CASE WHEN id = 12 THEN NULL ELSE city END AS city)'),
  );
  const sides = { before: parquetTable([before]), removed: parquetTable([before]), added: parquetTable([after]), key: 'id', columns: ['amount', 'city'] };
  expect(await compareRows(store, sides)).toMatchObject({
    key: 'id',
    added: 20,
    removed: 10,
    changed: 3,
    same: 87,
    columns: [
      { name: 'amount', rows: 3 },
      { name: 'city', rows: 1 },
    ],
    examples: {
      added: { 0: { id: 100, amount: 50, city: 'c1' }, length: 5 },
      removed: { 0: { id: 0 }, length: 5 },
      changed: [
        { key: '10' },
        { key: '11' },
        {
          key: '12',
          columns: [
            { name: 'amount', before: 6, after: 7 },
            { name: 'city', before: 'c0', after: null },
          ],
        },
      ],
    },
  });
});

it('leaves out rows whose key names no single one, and counts them, instead of pairing each with each', async () => {
  const repeated = await write('repeated.parquet', `${rows(0, 100, '*')} UNION ALL ${rows(0, 3, '*')} UNION ALL SELECT NULL, 1, 'c'`);
  const after = await write('once.parquet', rows(0, 101, '* REPLACE (amount + 1 AS amount)'));
  const sides = { before: parquetTable([repeated]), removed: parquetTable([repeated]), added: parquetTable([after]), key: 'id', columns: ['amount', 'city'] };
  // Three keys twice before, each once after, and one missing.
  expect(await compareRows(store, sides)).toMatchObject({
    unnamed: 10,
    added: 1,
    removed: 0,
    changed: 97,
    same: 0,
    examples: { changed: [{ key: '3' }, { key: '4' }, {}, {}, {}] },
  });
  const same = { ...sides, added: parquetTable([repeated]) };
  expect(await compareRows(store, same)).toMatchObject({ unnamed: 14, added: 0, removed: 0, changed: 0, same: 97 });
});

it('tells instants as dates, the key too, and lists and structs that are equal as no change', async () => {
  const sql = (seconds: number): string =>
    `SELECT TIMESTAMP '2024-01-01 00:00:07' + to_days(i) AS at, TIMESTAMP '2024-01-01' + to_seconds(${seconds}) AS seen, [i, 2] AS list, {'a': i} AS struct FROM range(3) t(i)`;
  const [before, after] = [parquetTable([await write('at-before.parquet', sql(0))]), parquetTable([await write('at-after.parquet', sql(1))])];
  const sides = { before, removed: before, added: after, key: 'at', columns: ['seen', 'list', 'struct'], instants: new Set(['at', 'seen']) };
  const { examples } = await compareRows(store, sides);
  expect(examples.changed[0]).toEqual({ key: '2024-01-01T00:00:07Z', columns: [{ name: 'seen', before: '2024-01-01T00:00Z', after: '2024-01-01T00:00:01Z' }] });
});

it('sees a row that a further file sends again, and nothing where nothing is', async () => {
  const [first, second] = [await write('first.parquet', rows(0, 10, '*')), await write('second.parquet', rows(8, 12, '* REPLACE (amount * 2 AS amount)'))];
  const sides = { before: parquetTable([first]), removed: undefined, added: parquetTable([second]), key: 'id', columns: ['amount', 'city'] };
  expect(await compareRows(store, sides)).toMatchObject({ added: 2, removed: 0, changed: 2, columns: [{ name: 'amount', rows: 2 }] });
  expect(await compareRows(store, { ...sides, added: undefined })).toMatchObject({ added: 0, removed: 0, changed: 0, same: 0, examples: { added: [], removed: [], changed: [] } });
});
