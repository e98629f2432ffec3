import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../../test/fixtures/make-candidate.ts';
import { DAY, HOUR, seededRandom } from '../../kernel/index.ts';
import { createReleaseRoom, type ReleaseRoom } from '../../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../../serve/index.ts';
import type { Means } from '../../store/index.ts';
import { createMonitorRoom, type Finding, monitorMigrations, type MonitorRoom, type Monitoring } from '../index.ts';

// From noon of the eighth day on, labels say nothing of the inputs; from the morning of the tenth, flights are longer. Delays are known in 20 hours, punctuality in one.

const START = FIRST_DAY + 2 * DAY;
const DAYS = 11;
const ROWS = 600;
const NOON = START + 7 * DAY + 12 * HOUR;
const LONGER = START + 9 * DAY + 6 * HOUR;
const end = START + (DAYS + 2) * DAY;
let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let serve: ServeRoom;

beforeAll(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 4_000 });
  const release = (await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: START })).id;
  serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion: release }, { actor: 'test', why: 'first', eventAt: START });
  const random = seededRandom('streams');
  for (let n = 0; n < DAYS; n++) {
    const name = (i: number): string => `p${n}-${i}`;
    const rows = makeRows(ROWS, { from: START + n * DAY, random }).map((row) => ({
      ...row,
      distance: row.distance + (row.departure >= LONGER ? 700 : 0),
      label: row.departure < NOON ? row.label : random.next() < 0.5 ? (1 as const) : (0 as const),
    }));
    await serve.predict(
      rows.map(({ departure, distance, origin }, i) => ({ predictionId: name(i), unitKey: name(i), eventAt: departure, inputs: { departure, distance, origin } })),
    );
    await serve.feedback(rows.map((row, i) => ({ predictionId: name(i), label: row.label, labelAt: row.departure + (row.label === 1 ? 20 : 1) * HOUR })));
  }
});

afterAll(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

// Nobody is paged for the longer flights: broken data says nothing of a stream.
const open = (streams: NonNullable<Monitoring['streams']>): MonitorRoom =>
  createMonitorRoom(means, { serve, releases, scope, monitoring: { streams, pageEffect: 1, pageShare: 1 } });

/** Lives through all days, with another room over the same records each day, as after restarts; what was found in single predictions. */
async function live(streams: NonNullable<Monitoring['streams']>, restarted: boolean): Promise<Finding[]> {
  for (const table of ['monitor_windows', 'monitor_findings', 'monitor_tallies', 'monitor_streams']) await means.db.kysely.deleteFrom(table as never).execute();
  let room = open(streams);
  for (let now = START + DAY; now <= end; now += DAY) {
    if (restarted) room = open(streams);
    await room.closeWindows(Math.min(now, START + DAYS * DAY));
    await room.matureWindows(now);
  }
  return (await room.findings()).filter((finding) => finding.kind === 'change');
}

const dated = (found: readonly Finding[]): { readonly window: number; readonly since: number } => ({
  window: Math.min(...found.map((finding) => finding.window.from)),
  since: found[0]!.since,
});

describe('streams of single predictions', () => {
  it('find a rise of errors and a change of the score, dated within hours, after any number of restarts; labels that come late because of what they say are no change', async () => {
    const found = await live([{ of: 'errors' }, { of: 'score' }], true);
    const errors = found.filter((finding) => finding.column === '*');
    expect(dated(errors).window).toBe(START + 7 * DAY);
    expect(Math.abs(dated(errors).since - NOON)).toBeLessThan(10 * HOUR);
    expect(errors[0]).toMatchObject({ urgency: 'notice', windows: 1 });
    expect(errors[0]!.message).toMatch(
      /^The squared error beyond what the score promised of single predictions rose from -?0\.0\d\d to 0\.\d{3} on average, since 2001-01-1\dT\d\d:\d\dZ/,
    );
    const scores = found.filter((finding) => finding.column === 'score');
    expect(dated(scores).window).toBe(START + 9 * DAY);
    expect(Math.abs(dated(scores).since - LONGER)).toBeLessThan(10 * HOUR);
    expect(await live([{ of: 'errors' }, { of: 'score' }], false)).toEqual(found);
  });

  it('may be watched by Page-Hinkley, and are each watched once', async () => {
    expect(dated(await live([{ of: 'errors', by: 'page-hinkley' }], true)).window).toBe(START + 7 * DAY);
    expect(() => open([{ of: 'errors' }, { of: 'errors', by: 'page-hinkley' }])).toThrow(/must name each stream once/);
  });

  it('are not watched unless the project says so', async () => expect(await live([], false)).toEqual([]));
});
