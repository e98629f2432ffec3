import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../platform/index.ts';
import { writeRun, writeRunsPage } from './write-runs.ts';

let folder: string;
let platform: TrackingPlatform;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-runs-'));
  platform = await openTracking(folder);
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

interface Logged {
  readonly info: { readonly run_id: string };
  readonly data: Record<'metrics' | 'params' | 'tags', { readonly key: string }[] | undefined>;
}
interface FoundRuns {
  readonly runs?: readonly Logged[];
  readonly next_page_token?: string;
}

/** The order of what was logged means nothing in the protocol. */
const ordered = ({ data, ...run }: Logged) => ({
  ...run,
  data: Object.fromEntries(Object.entries(data).map(([name, entries]) => [name, entries?.toSorted((a, b) => (a.key < b.key ? -1 : 1))])),
});

it('writes the same runs from columns as one by one, and numbers to the last bit', async () => {
  const { runs: room } = platform.tracking;
  const values = { zero: 0, tenth: 0.1 + 0.2, tiny: 5e-324, small: -1.5e-7, large: 1e22, huge: -Number.MAX_VALUE, whole: 11_037, none: Number.NaN, infinite: Infinity };
  const empty = await room.create({ experiment: 0, name: 'none logged', startedAt: 1 });
  const full = await room.create({ experiment: 0, name: '"name" \\ ☃ 𝒳 \n', startedAt: 2, tags: { 'a "key"': '"', other: '' } });
  await room.log(full.info.id, {
    metrics: Object.entries(values).map(([key, value], i) => ({ key, value, at: 1_764_000_000_000 + i, step: i - 3 })),
    params: [
      { key: 'z', value: 'last, "first"' },
      { key: 'a', value: '\u2028 ☃ 𝒳 ÿ' },
    ],
  });
  const dataset = { name: 'd', digest: '1', sourceType: 'local', source: '{}', schema: '[]', profile: null };
  await room.logInputs(full.info.id, { datasets: [{ dataset, tags: { 'mlflow.data.context': 'training' } }], models: [{ model: 'm-1' }] });
  await room.logOutputs(full.info.id, [{ model: 'm-2', step: 7 }]);
  await room.update(full.info.id, { status: 'FINISHED', endedAt: 5 });
  const last = await room.create({ experiment: 0, name: 'last', startedAt: 3 });
  await room.log(last.info.id, { metrics: [{ key: 'zero', value: 1, at: 0, step: 0 }], params: [], tags: [] });

  const ids = [last, full, empty].map((run) => run.info.id);
  const found = JSON.parse(Buffer.from(writeRunsPage(await room.searchColumns({ experiments: [0] }))).toString()) as FoundRuns;
  const single = await Promise.all(ids.map(async (id) => JSON.parse(writeRun(await room.get(id))) as Logged));
  expect(found.runs!.map(ordered)).toEqual(single.map(ordered));
  expect(single.map((run) => run.info.run_id)).toEqual(ids);
  const metrics = found.runs![1]!.data.metrics as unknown as { key: string; value: unknown }[];
  expect(Object.fromEntries(metrics.map(({ key, value }) => [key, value]))).toEqual({ ...values, none: 'NaN', infinite: Number.MAX_VALUE });
});

it('names the next page beside the runs of this one, and nothing when there is nothing', async () => {
  const page = async (pageToken?: string): Promise<FoundRuns> =>
    JSON.parse(
      Buffer.from(writeRunsPage(await platform.tracking.runs.searchColumns({ experiments: [0], maxResults: 2, ...(pageToken && { pageToken }) }))).toString(),
    ) as FoundRuns;
  const first = await page();
  expect(first.runs).toHaveLength(2);
  const second = await page(first.next_page_token!);
  expect(second.runs).toHaveLength(1);
  expect(Object.keys(second)).toEqual(['runs']);
  expect(Buffer.from(writeRunsPage({ items: [] })).toString()).toBe('{}');
});
