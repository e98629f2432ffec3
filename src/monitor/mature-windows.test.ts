import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { type Digest, HOUR } from '../kernel/index.ts';
import { createReleaseRoom, type ReleaseRoom } from '../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import { createMonitorRoom, monitorMigrations, type WindowReport } from './index.ts';
import { saveClosedWindow } from './windows.store.ts';

let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let serve: ServeRoom;
let release: Digest;

beforeAll(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 1_000 });
  release = (await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: FIRST_DAY })).id;
  serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion: release }, { actor: 'test', why: 'first', eventAt: FIRST_DAY });
});

afterAll(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

/** An hour in which nobody asked. */
const silent = (deployment: string, hour: number): WindowReport => ({
  deployment,
  interval: { from: FIRST_DAY + hour * HOUR, to: FIRST_DAY + (hour + 1) * HOUR },
  state: 'provisional',
  release,
  predictions: 0,
  refused: 0,
  flagged: 0,
  meanScore: null,
  columns: [],
  estimated: null,
  performance: [],
  quarantined: false,
});

it('windows mature oldest first, however many wait for their labels', async () => {
  const HOURS = 1_100;
  const { name } = (await serve.deployment())!;
  for (let hour = 0; hour < HOURS; hour++) await saveClosedWindow(means, { report: silent(name, hour), findings: [], alerts: [], deliveries: [], streams: [] });
  const attribution = (HOURS - 3) * HOUR;
  const monitor = createMonitorRoom(means, { serve, releases, scope, monitoring: { window: HOUR, attribution } });
  const now = FIRST_DAY + HOURS * HOUR;
  expect((await monitor.matureWindows(now)).map(({ interval }) => (interval.from - FIRST_DAY) / HOUR)).toEqual([0, 1, 2]);
  expect(await monitor.matureWindows(now)).toEqual([]);
});
