import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { type Digest, FakeClock } from '../../src/kernel/index.ts';
import { openMeans } from '../../src/store/index.ts';
import { createArtifactRoom, createTrackingRoom, trainMigrations } from '../../src/train/index.ts';
import { startChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-garbage-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RUNS = 60;

it('goes on with the garbage after kill -9, again and again, and loses nothing that is needed', async () => {
  const means = await openMeans({ project: 'p', folder, migrations: trainMigrations, clock: new FakeClock() });
  const [tracking, artifacts] = [createTrackingRoom(means), createArtifactRoom(means)];
  const alive: { readonly id: string; readonly home: string }[] = [];
  for (let i = 0; i < RUNS; i++) {
    const { info } = await tracking.runs.create({ experiment: 0 });
    const home = info.artifactUri.replace('mlflow-artifacts:/', '');
    for (const text of [`of ${i} alone`, `of some ${i % 10}`]) await artifacts.put(`${home}/${text}`, Readable.from([Buffer.from(text)]));
    if (i % 3 === 0) alive.push({ id: info.id, home });
    else await tracking.runs.remove(info.id);
  }
  for await (const digest of means.blobs.list()) utimesSync(await means.blobs.pathOf(digest), 1, 1);
  let kills = 0;
  for (let delay = 2; ; delay *= 3) {
    const child = await startChild('collect-garbage', { args: [folder, `${delay}`] });
    const { how, errors } = await child.ended;
    expect(errors).toBe('');
    if (how === 0 || child.lines.includes('ended 0')) break;
    kills++;
  }
  expect(kills).toBeGreaterThan(0);
  const found = (await tracking.runs.search({ experiments: [0], view: 'all', maxResults: 1000 })).items.map((run) => run.info.id);
  expect(found.toSorted()).toEqual(alive.map((run) => run.id).toSorted());
  const named = new Set<Digest>();
  for (const { home } of alive) {
    const { items } = await artifacts.list(home);
    expect(items).toHaveLength(2);
    for (const { digest } of items) named.add(digest!);
  }
  const stored: Digest[] = [];
  for await (const digest of means.blobs.list()) {
    await means.blobs.verify(digest);
    stored.push(digest);
  }
  expect(stored.toSorted()).toEqual([...named].toSorted());
  await tracking.close();
  await means.close();
});
