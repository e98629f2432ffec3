import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock, HOUR, SECOND } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { workMigrations } from './migrations.ts';

let folder: string;
let means: Means & { close(): Promise<void> };
let clock: FakeClock;
let jobs: Jobs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-jobs-'));
  clock = new FakeClock();
  means = await openMeans({ project: 'test', folder, migrations: workMigrations, clock });
  jobs = createJobs(means, { leaseMs: 30 * SECOND, backoffMs: SECOND });
});
afterEach(async () => {
  await means.close();
  await rm(folder, { recursive: true });
});

it('accepts a job once, however often it is asked for, and does it once', async () => {
  const first = await jobs.enqueue({ kind: 'train', key: 'flights', payload: { rows: 3 } });
  expect(await jobs.enqueue({ kind: 'train', key: 'flights', payload: { rows: 4 } })).toEqual(first);
  const seen: unknown[] = [];
  expect(await jobs.drain({ train: async (job) => void seen.push(job.payload) })).toBe(1);
  expect(seen).toEqual([{ rows: 3 }]);
  expect((await jobs.enqueue({ kind: 'train', key: 'flights' })).state).toBe('done');
  expect(await jobs.drain({ train: async () => undefined })).toBe(0);
});

it('takes jobs in order of their time, each kind by those who know it', async () => {
  const later = await jobs.enqueue({ kind: 'a', dueAt: clock.now() + HOUR });
  const other = await jobs.enqueue({ kind: 'b' });
  expect(await jobs.lease(['a'])).toBeUndefined();
  expect(await jobs.lease([])).toBeUndefined();
  expect((await jobs.lease(['a', 'b']))!.job.id).toBe(other.id);
  clock.advance(HOUR);
  expect((await jobs.lease(['a']))!.job.id).toBe(later.id);
});

it('gives the job of a silent worker to another, and the late one is told', async () => {
  await jobs.enqueue({ kind: 'a', key: 'x' });
  const first = (await jobs.lease(['a']))!;
  expect(await jobs.lease(['a'])).toBeUndefined();
  clock.advance(20 * SECOND);
  const kept = await jobs.heartbeat(first);
  clock.advance(20 * SECOND);
  expect(await jobs.lease(['a'])).toBeUndefined();
  clock.advance(20 * SECOND);
  const second = (await jobs.lease(['a']))!;
  expect(second).toMatchObject({ token: first.token + 1, job: { id: first.job.id, attempts: 2 } });
  for (const late of [jobs.complete(kept), jobs.heartbeat(kept), jobs.fail(kept, 'no')]) await expect(late).rejects.toMatchObject({ code: 'WORK_LEASE_LOST' });
  await jobs.complete(second);
  expect(await jobs.list(['done'])).toHaveLength(1);
});

it('tries again, later with every failure, and gives up after the last', async () => {
  await jobs.enqueue({ kind: 'a', key: 'x', maxAttempts: 3 });
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(await jobs.drain({ a: () => Promise.reject(new TypeError(`broken ${attempt}`)) })).toBe(1);
    const [job] = await jobs.list();
    waits.push(job!.dueAt - clock.now());
    expect(job).toMatchObject({ state: attempt < 3 ? 'queued' : 'dead', error: `broken ${attempt}`, attempts: attempt });
    clock.advance(waits.at(-1)! - 1);
    expect(await jobs.drain({ a: async () => undefined })).toBe(0);
    clock.advance(1);
  }
  expect(waits).toEqual([SECOND, 2 * SECOND, 4 * SECOND]);
});

it('gives up a job whose worker vanishes every time', async () => {
  await jobs.enqueue({ kind: 'a', maxAttempts: 2 });
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(await jobs.lease(['a'])).toBeDefined();
    clock.advance(31 * SECOND);
  }
  expect(await jobs.lease(['a'])).toBeUndefined();
  expect(await jobs.list()).toMatchObject([{ state: 'dead', error: 'its worker vanished in the last attempt' }]);
});

it('lets two workers never hold one job', async () => {
  for (let i = 0; i < 20; i++) await jobs.enqueue({ kind: 'a', key: String(i) });
  const other = createJobs(means);
  const leases = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? jobs : other).lease(['a'])));
  const ids = leases.flatMap((lease) => lease?.job.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(20);
});

it('repeats by a schedule, once for all missed times, whoever ticks', async () => {
  const start = clock.now();
  const daily = { name: 'windows', kind: 'close', every: HOUR, payload: 1, from: start + HOUR };
  await jobs.schedule(daily);
  expect(await jobs.tick()).toBe(0);
  clock.advance(HOUR);
  await Promise.all([jobs.tick(), createJobs(means).tick()]);
  expect(await jobs.list()).toHaveLength(1);
  clock.advance(5.5 * HOUR);
  expect(await jobs.tick()).toBe(1);
  expect(await jobs.list()).toHaveLength(2);
  // Declared again, as at every start: its rhythm goes on.
  await jobs.schedule({ ...daily, from: clock.now() });
  expect(await jobs.tick()).toBe(0);
  clock.advance(0.5 * HOUR);
  expect(await jobs.tick()).toBe(1);
  await jobs.unschedule('windows');
  clock.advance(HOUR);
  expect(await jobs.tick()).toBe(0);
});

it('works until it is told to stop', async () => {
  await jobs.schedule({ name: 's', kind: 'a', every: HOUR });
  const stop = new AbortController();
  let done = 0;
  await jobs.work(
    {
      a: () => {
        done++;
        stop.abort();
        return Promise.resolve();
      },
    },
    stop.signal,
  );
  expect(done).toBe(1);
});
