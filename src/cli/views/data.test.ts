import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataRoom } from '../../data/index.ts';
import { type Means, openMeans } from '../../store/index.ts';
import { createTerminal } from '../terminal.ts';
import { showDiff } from './data.ts';

let root: string;
let means: Means & { close(): Promise<void> };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'show-data-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: [] });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

it('names the columns that a table has gained, lost and changed, and tells instants as dates and times of day', async () => {
  const at = 'epoch_ms(CAST(i * 3661000 AS BIGINT)) AS at, (i % 10) / 10.0 AS share, CAST(i AS VARCHAR) AS code';
  await means.columns.copyToParquet(`SELECT i AS id, ${at}, TIMESTAMP '2024-01-02 03:04:05' AS seen FROM range(100) t(i)`, join(root, 'before.parquet'));
  await means.columns.copyToParquet(
    `SELECT id, "at" + to_seconds(id % 2) AS at, share, CAST(code AS BIGINT) AS code, TIMESTAMP '2024-01-02' AS paid, [id] AS list FROM (SELECT i AS id, ${at} FROM range(1, 103) t(i))`,
    join(root, 'after.parquet'),
  );
  const diff = await createDataRoom(means, { root, datasets: {} }).diff('before.parquet', 'after.parquet', 'id');
  const lines: string[] = [];
  showDiff(createTerminal({ json: false, plain: true, out: { write: (text) => lines.push(text) } }), diff);
  const said = lines.join('');
  expect(said).toContain('columns added: paid, list\ncolumns removed: seen\ncolumns of another kind: code (string → integer)\n');
  expect(said).toContain('~ 1  at: 1970-01-01T01:01:01Z → 1970-01-01T01:01:02Z\n');
  expect(said).toContain('+ id=100  at=1970-01-05T05:41:40Z  share=0  code=100  paid=2024-01-02T00:00Z  list=[100]\n');
  expect(said).toContain('− id=0  at=1970-01-01T00:00Z  share=0  code=0  seen=2024-01-02T03:04:05Z\n');
  expect(said).toMatch(/\nat +\S+ +\d\d:\d\d +\d\d:\d\d +00:\d\d +2\d:\d\d /);
  expect(said).toMatch(/\nshare +\S+ +0\.45 +0\.4\d+ +0 +0\.9 /);
  await expect(createDataRoom(means, { root, datasets: {} }).diff('before.parquet', 'after.parquet', 'order')).rejects.toMatchObject({
    code: 'DATA_TABLE_UNFIT',
    message: expect.stringContaining('it has no column order; it has id, at') as string,
  });
  // A number on one side, a text on the other.
  expect(await createDataRoom(means, { root, datasets: {} }).diff('before.parquet', 'after.parquet', 'code')).toMatchObject({ byKey: { added: 3, removed: 1, changed: 50 } });
  const byTime = await createDataRoom(means, { root, datasets: {} }).diff('before.parquet', 'before.parquet', 'at');
  expect(byTime).toMatchObject({ byKey: { added: 0, removed: 0, changed: 0, same: 100 } });
});
