import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Means, openMeans } from '../store/index.ts';
import { reportLeakage } from './duplicates/report-leakage.store.ts';
import { createDataRoom, dataMigrations, type DataRoom } from './index.ts';
import { fileTable } from './tables/read-table.store.ts';

// Names that every object of JavaScript has, of columns and of fields of structs.

let root: string;
let means: Means & { close(): Promise<void> };
let data: DataRoom;
const NAMES = ['__proto__', 'constructor', 'toString', 'nested', 'list'];
const columns = (change: string): string =>
  `i AS "__proto__", 'c' || i AS "constructor", i * 2 AS "toString", {'__proto__': {'a': i + ${change}}, 'constructor': 1} AS nested, [{'__proto__': i}] AS list`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odd-names-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations });
  await means.columns.copyToParquet(`SELECT ${columns('0')} FROM range(400) t(i)`, join(root, 'before.parquet'));
  await means.columns.copyToParquet(`SELECT ${columns('(i % 100 = 7)::INT')} FROM range(1, 401) t(i)`, join(root, 'after.parquet'));
  await writeFile(join(root, 'table.csv'), `__proto__,constructor,toString\n${Array.from({ length: 400 }, (_, i) => `${i},c${i},${2 * i}`).join('\n')}\n`);
  data = createDataRoom(means, { root, datasets: {} });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

it('reads them as rows and profiles them', async () => {
  const [row] = await means.columns.query(`SELECT * FROM read_parquet('${join(root, 'before.parquet')}') LIMIT 1`);
  expect(Object.entries(row!)).toEqual([
    ['__proto__', 0],
    ['constructor', 'c0'],
    ['toString', 0],
    ['nested', "{'__proto__': {'a': 0}, 'constructor': 1}"],
    ['list', "[{'__proto__': 0}]"],
  ]);
  expect((await data.profileOf('before.parquet')).columns.map(({ name, distinct }) => [name, distinct])).toEqual(NAMES.map((name) => [name, 400]));
  expect((await data.profileOf('table.csv')).columns.map(({ name, distinct }) => [name, distinct])).toEqual(NAMES.slice(0, 3).map((name) => [name, 400]));
});

it('compares rows by them, and tells which fields changed', async () => {
  const { byKey } = await data.diff('before.parquet', 'after.parquet', '__proto__');
  expect(byKey).toMatchObject({ added: 1, removed: 1, changed: 4, same: 395, columns: [{ name: 'nested', rows: 4 }] });
  expect(Object.entries(byKey!.examples.removed[0]!).map(([name]) => name)).toEqual(NAMES);
  expect(byKey!.examples.changed[0]).toEqual({
    key: '7',
    columns: [{ name: 'nested', before: "{'__proto__': {'a': 7}, 'constructor': 1}", after: "{'__proto__': {'a': 8}, 'constructor': 1}" }],
  });
});

it('looks for leaks and drift in them', async () => {
  const side = (name: string): Promise<string> => fileTable(means.columns, [join(root, name)]);
  const { leaks } = await reportLeakage(means.columns, { train: await side('before.parquet'), test: await side('before.parquet') }, { key: 'toString' });
  expect(Object.keys(leaks[0]!.examples[0]!)).toEqual(['__proto__', 'constructor', 'nested', 'list']);
  expect(leaks.find(({ kind }) => kind === 'same_keys')!.examples[0]).toEqual({ toString: 0 });
  expect(await data.drift({ reference: 'before.parquet', current: 'before.parquet' })).toMatchObject({ verdict: 'steady' });
});

it('proposes a contract for them, which holds, and tells what breaks it', async () => {
  const { contract } = await data.suggest(['table.csv']);
  expect(Object.keys(contract.columns)).toEqual(NAMES.slice(0, 3));
  const stated = JSON.parse(JSON.stringify(contract)) as { columns: Record<string, unknown> };
  expect((await data.check('table.csv', { stated })).result).toMatchObject({ verdict: 'passed' });
  const text =
    '{"columns": {"__proto__": {"kind": "integer", "nullable": false, "max": 398}, "constructor": {"kind": "string", "nullable": false}, "toString": {"kind": "integer", "nullable": false}}}';
  const { result } = await data.check('table.csv', { stated: JSON.parse(text) as unknown });
  expect(result.failures).toMatchObject([{ column: '__proto__', reason: 'out_of_range', rows: 1 }]);
  expect(Object.entries(result.failures[0]!.examples[0]!)).toEqual([
    ['__proto__', '399'],
    ['constructor', 'c399'],
    ['toString', '798'],
  ]);
  const sql = { ...(JSON.parse(text) as object), tests: [{ test: 'sql', name: 'none', query: `SELECT *, {'__proto__': "toString"} AS s FROM data WHERE "__proto__" = '398'` }] };
  const asked = (await data.check('table.csv', { stated: sql })).result.failures.find(({ reason }) => reason === 'sql');
  expect(Object.entries(asked!.examples[0]!)).toContainEqual(['s', "{'__proto__': 796}"]);
});
