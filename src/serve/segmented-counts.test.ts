import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import type { TableCounts } from '../data/index.ts';
import { DAY, HOUR } from '../kernel/index.ts';
import { createReleaseRoom, type LoadedRelease, type ReleaseRoom } from '../release/index.ts';
import type { Means } from '../store/index.ts';
import { decodeSegments, encodeSegments, readSealedSegments } from './sealed-segmented-counts.ts';
import { countSegments, type SegmentedCounts } from './segmented-counts.ts';
import { createServeRoom, type ServeRoom } from './serve-room.ts';
import { serveMigrations } from './serve.store.ts';

const ROWS = 2_400;
let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let release: LoadedRelease;
const dayOf = { from: FIRST_DAY, to: FIRST_DAY + DAY };
const log = (): string => means.folder.path('predictions', 'test');
const open = (): ServeRoom => createServeRoom(means, { releases, segmentBytes: 100_000 });

beforeAll(async () => {
  means = await openTestMeans(serveMigrations);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 4_000, segments: ['origin', 'distance'] });
  const { id } = await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: FIRST_DAY });
  release = await releases.load(id);
  const serve = open();
  await serve.setPolicy({ champion: id }, { actor: 'test', why: 'first', eventAt: FIRST_DAY });
  // Two crowded hours, then a thin rest of the day; what comes last is not sealed.
  for (const [batch, days] of [1 / 12, 1 / 12, 1, 1 / 12].entries()) {
    const rows = makeRows(ROWS, { days });
    await serve.predict(
      rows.map(({ departure, distance, origin }, i) => ({ predictionId: `p${batch}-${i}`, unitKey: `u${i}`, eventAt: departure, inputs: { departure, distance, origin } })),
    );
    await serve.settle();
  }
  await serve.close();
});
afterAll(async () => {
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

/** What does not depend on how rows are put together: all but the lower bounds of frequent values. */
const exact = (counts: readonly SegmentedCounts[]) =>
  counts.map(({ segments }) =>
    segments.map(({ rows, counts: own }) => [
      rows,
      own &&
        [own.inputs, own.features, own.score].map((table: TableCounts) => [
          table.rows,
          table.columns.map(({ missing, unseen, below, above, bins }) => [missing, unseen, below, above, ...bins]),
        ]),
    ]),
  );

describe('counts by segment', () => {
  it('say what counting the rows says, of crowded hours without reading them', async () => {
    const serve = open();
    const units = await serve.units({ interval: dayOf });
    expect(units).toHaveLength(4 * ROWS);
    const read = (await serve.segmentedCounts(dayOf)).get(release.id)!;
    expect(exact(read)).toEqual(exact(countSegments(release, units)));
    expect(read[0]!.segments.reduce((sum, { rows }) => sum + rows, 0)).toBe(units.length);
    const sealed = (await readdir(log())).filter((name) => /^\d{8}$/.test(name));
    expect(sealed.length).toBeGreaterThan(1);
    const hours = (await Promise.all(sealed.map((name) => readSealedSegments(join(log(), name), dayOf)))).flatMap((kept) => kept!);
    expect(hours.some(({ segmentations }) => segmentations !== null)).toBe(true);
    expect(hours.some(({ segmentations }) => segmentations === null)).toBe(true);
    // Where all is kept the predictions themselves are not missed.
    const crowded = hours.find(({ segmentations }) => segmentations !== null)!;
    expect(decodeSegments(encodeSegments([crowded]))).toEqual([crowded]);
  });

  it('are made again from the log where they are missing or damaged, and are the same', async () => {
    const before = await open().segmentedCounts(dayOf);
    const sealed = (await readdir(log())).filter((name) => /^\d{8}$/.test(name));
    await rm(join(log(), sealed[0]!, 'segmented'), { recursive: true });
    const damaged = join(log(), sealed[1]!, 'segmented');
    for (const name of await readdir(damaged)) await writeFile(join(damaged, name), '{');
    expect(await open().segmentedCounts(dayOf)).toEqual(before);
    expect((await stat(join(log(), sealed[0]!, 'segmented', 'days.json'))).isFile()).toBe(true);
    expect(await open().segmentedCounts(dayOf)).toEqual(before);
  });

  it('are of whole hours, and of parts of a day', async () => {
    const serve = open();
    const parts = await Promise.all([0, 1].map((n) => serve.segmentedCounts({ from: FIRST_DAY + n * 12 * HOUR, to: FIRST_DAY + (n + 1) * 12 * HOUR })));
    expect(parts.map((part) => part.get(release.id)![0]!.segments.reduce((sum, { rows }) => sum + rows, 0))).toEqual([3.5 * ROWS, 0.5 * ROWS]);
    await expect(serve.segmentedCounts({ from: FIRST_DAY + 1, to: FIRST_DAY + DAY })).rejects.toMatchObject({ code: 'SERVE_INTERVAL_UNALIGNED' });
  });
});
