import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Means, openMeans } from '../../store/index.ts';
import { reportLeakage } from '../duplicates/report-leakage.store.ts';
import { createDataRoom, dataMigrations, type DataRoom } from '../index.ts';
import { integer } from '../columns.ts';
import type { StepContext } from '../../work/index.ts';
import { tableCheck } from '../steps/table-check.store.ts';
import { fileTable } from './read-table.store.ts';

let root: string;
let means: Means & { close(): Promise<void> };
let data: DataRoom;
const KEYS = `18446744073709551615::UBIGINT - i::UBIGINT AS key, 9007199254740993 + i AS big, CAST(9007199254740993 + i AS DECIMAL(20, 0)) AS code, i AS small, i % 7 AS x`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'exact-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations });
  await means.columns.copyToParquet(`SELECT ${KEYS} FROM range(2000) t(i)`, join(root, 'keys.parquet'));
  await means.columns.copyToParquet(`SELECT ${KEYS} FROM range(1, 2001) t(i)`, join(root, 'later.parquet'));
  await means.columns.copyToParquet(`SELECT CASE WHEN i = 7 THEN 9007199254740993 ELSE i END AS small FROM range(2000) t(i)`, join(root, 'broken.parquet'));
  const lines = Array.from({ length: 300 }, (_, i) => `${18446744073709551615n - BigInt(i)},${9007199254740993n + BigInt(i)},${i}`);
  await writeFile(join(root, 'keys.csv'), `key,big,small\n${lines.join('\n')}\n`);
  data = createDataRoom(means, { root, datasets: {} });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

it('keeps whole numbers beyond 2^53 apart in a profile, by every digit', async () => {
  const { columns } = await data.profileOf('keys.parquet');
  expect(columns.map(({ name, kind, distinct }) => [name, kind, distinct])).toEqual([
    ['key', 'string', 2000],
    ['big', 'string', 2000],
    ['code', 'string', 2000],
    ['small', 'integer', 2000],
    ['x', 'integer', 7],
  ]);
  expect((await data.profileOf('keys.csv')).columns.map(({ kind, distinct }) => [kind, distinct])).toEqual([
    ['string', 300],
    ['string', 300],
    ['integer', 300],
  ]);
});

it('compares rows by such a key, and finds which are on both sides of a split', async () => {
  expect((await data.diff('keys.parquet', 'later.parquet', 'key')).byKey).toMatchObject({
    added: 1,
    removed: 1,
    changed: 0,
    same: 1999,
    examples: { added: [{ key: '18446744073709549615', big: '9007199254742993' }], removed: [{ key: '18446744073709551615', small: 0 }] },
  });
  const side = (name: string): Promise<string> => fileTable(means.columns, [join(root, name)]);
  await means.columns.copyToParquet(`SELECT ${KEYS} FROM range(2000, 4000) t(i)`, join(root, 'apart.parquet'));
  const found = await reportLeakage(means.columns, { train: await side('keys.parquet'), test: await side('apart.parquet') }, { key: 'key', groups: ['big'] });
  expect(found.leaks.filter(({ kind }) => kind !== 'near_rows')).toEqual([]);
});

it('judges a single one among numbers as a number that is wrong, and the names of things as texts', async () => {
  const broken = await data.drift({ reference: 'keys.parquet', current: 'broken.parquet' });
  expect(broken.unmatched.map(({ column }) => column)).not.toContain('small');
  expect(await data.drift({ reference: 'keys.parquet', current: 'keys.parquet' })).toMatchObject({ verdict: 'steady' });
});

it('decides once for all tables that are compared, also beside a stored profile', async () => {
  const small = (share: number) => `SELECT CASE WHEN i < ${share * 2000} THEN 9007199254740993 ELSE i END AS small FROM range(2000) t(i)`;
  for (const [name, share] of [
    ['few', 0.009],
    ['many', 0.011],
  ] as const) {
    await means.columns.copyToParquet(small(share), join(root, `${name}.parquet`));
    await data.savedProfile(`${name}.parquet`).then(({ bytes }) => writeFile(join(root, `${name}.profile`), bytes));
  }
  await data.savedProfile('broken.parquet').then(({ bytes }) => writeFile(join(root, 'broken.profile'), bytes));
  expect(await data.drift({ reference: 'broken.profile', current: 'broken.parquet' })).toMatchObject({ verdict: 'steady' });
  for (const reference of ['few.parquet', 'few.profile', 'many.parquet', 'many.profile'])
    for (const current of ['few.parquet', 'many.parquet']) expect(await data.drift({ reference, current })).toMatchObject({ unmatched: [] });
  expect(await data.drift({ reference: 'few.parquet', current: 'few.parquet', history: ['many.parquet', 'broken.parquet'] })).toMatchObject({
    unmatched: [],
    history: { batches: 2 },
  });
});

it('takes a column of numbers of which one is wrong for numbers: that row breaks a contract, and the others are compared', async () => {
  const path = join(root, 'one.parquet');
  await means.columns.copyToParquet(`SELECT i AS id, CASE WHEN i = 7 THEN 9223372036854775807 ELSE i END AS n FROM range(2000) t(i)`, path);
  const report = join(root, 'report.json');
  const params = { table: { name: 'one.parquet', version: null }, contract: { columns: { id: integer(), n: integer() } }, named: 'the contract', narrow: false };
  await tableCheck({ inputs: { table: [path] }, outputs: { report }, params, metric: () => undefined } as unknown as StepContext);
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ failures: [{ column: 'n', reason: 'wrong_type', rows: 1 }] });
  await means.columns.copyToParquet(`SELECT i AS id, i AS n FROM range(2000) t(i)`, join(root, 'none.parquet'));
  const found = await data.diff('none.parquet', 'one.parquet', 'n');
  expect(found.byKey).toMatchObject({ added: 1, removed: 1, same: 1999 });
  expect(found.columns.changed).toEqual([]);
  expect((await data.diff('none.parquet', 'one.parquet')).distributions.map(({ name }) => name)).toContain('n');
});

it('proposes no contract of numbers for them, and says what to do', async () => {
  const parquet = await data.suggest(['keys.parquet']);
  expect(Object.keys(parquet.contract.columns)).toEqual(['small', 'x']);
  expect(parquet.notes).toContain('key: no contract speaks of whole numbers beyond 2^53, which a request cannot hold exactly: write them as texts');
  const csv = await data.suggest(['keys.csv']);
  expect(csv.contract.columns).toMatchObject({ key: { kind: 'string' }, big: { kind: 'string' }, small: { kind: 'integer' } });
  const stated = JSON.parse(JSON.stringify(csv.contract)) as unknown;
  expect((await data.check('keys.csv', { stated })).result).toMatchObject({ verdict: 'passed' });
});
