import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Means, openMeans } from './means.ts';

describe('the means of a project', () => {
  let folder: string;
  let means: Means & { close(): Promise<void> };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capstan-means-'));
    means = await openMeans({ project: 'flights', folder: join(folder, '.capstan'), migrations: [] });
  });
  afterEach(async () => {
    await means.close();
    await rm(folder, { recursive: true });
  });

  it('keeps records, bytes, tables and events in one folder, and finds them again', async () => {
    const digest = await means.blobs.put('hello');
    const path = means.folder.path('t.parquet');
    expect(await means.columns.copyToParquet("SELECT i, 'a' || i AS s FROM range(5) t(i)", path)).toEqual({ rows: 5 });
    const event = await means.ledger.append({ eventAt: null, actor: 'test', noun: 'release', name: 'r1', from: null, to: 'made', why: 'because', evidence: { n: 1 } });
    await means.close();
    means = await openMeans({ project: 'flights', folder: join(folder, '.capstan'), migrations: [] });
    expect(Buffer.from(await means.blobs.get(digest)).toString()).toBe('hello');
    expect(await means.ledger.list()).toEqual([event]);
    expect(await means.columns.query('SELECT sum(i) AS total, count(*) AS n FROM read_parquet($1)', [path])).toEqual([{ total: 10, n: 5 }]);
  });
});
