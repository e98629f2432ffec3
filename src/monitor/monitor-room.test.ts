import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope, type WorldRow } from '../../test/fixtures/make-candidate.ts';
import { DAY, type Digest, HOUR, type Instant, MINUTE, seededRandom } from '../kernel/index.ts';
import { createReleaseRoom, type ReleaseRoom } from '../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import { createMonitorRoom, monitorErrors, monitorMigrations, monitorOperations, type MonitorRoom } from './index.ts';

/** Twelve days of traffic: on two the departure is a constant, on one nobody asks. */
const START = FIRST_DAY + 2 * DAY;
const ROWS = 500;
const day = (n: number): Instant => START + n * DAY;
const POISONED = [7, 8];
const SILENT = 10;

let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let serve: ServeRoom;
let monitor: MonitorRoom;
let release: Digest;

const openMonitor = (): MonitorRoom => createMonitorRoom(means, { serve, releases, scope });

async function traffic(n: number, rows: readonly WorldRow[]): Promise<void> {
  const poisoned = POISONED.includes(n);
  await serve.predict(
    rows.map((row, i) => ({
      predictionId: `p${n}-${i}`,
      unitKey: `u${n}-${i}`,
      eventAt: row.departure,
      inputs: { departure: poisoned ? day(n) + 13 * HOUR + 5 * MINUTE : row.departure, distance: row.distance, origin: row.origin },
    })),
  );
  // Every fiftieth label comes too late to count.
  await serve.feedback(rows.map((row, i) => ({ predictionId: `p${n}-${i}`, label: row.label, labelAt: row.departure + (i % 50 === 0 ? 3 * DAY : 3 * HOUR) })));
}

beforeAll(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 4_000, evaluation: { cost: 0.12, harm: [{ column: 'departure', auc: 0.56, cost: 0.15 }] } });
  release = (await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: START })).id;
  serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion: release }, { actor: 'test', why: 'first', eventAt: START });
  const random = seededRandom('traffic');
  for (let n = 0; n < 12; n++) if (n !== SILENT) await traffic(n, makeRows(ROWS, { from: day(n), random }));
  await serve.settle();
  monitor = openMonitor();
});

afterAll(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

describe('the monitor room', () => {
  it('closes nothing before a window has ended', async () => {
    expect(await monitor.closeWindows(day(1) - 1)).toEqual([]);
  });

  it('closes each window once, from the first prediction on', async () => {
    const closed = await monitor.closeWindows(day(3) + HOUR);
    expect(closed.map((window) => [window.interval.from, window.predictions, window.state, window.quarantined])).toEqual(
      [0, 1, 2].map((n) => [day(n), ROWS, 'provisional', false]),
    );
    expect(await monitor.closeWindows(day(3) + HOUR)).toEqual([]);
    expect(closed[0]!.columns.map((column) => column.column)).toEqual(['departure', 'distance', 'origin', 'hour', 'kilometres', 'score']);
  });

  it('cuts windows at the days of the project, also where another time zone is named later', async () => {
    const calendar = { monitoring: { timeZone: 'America/New_York' } };
    const folder = await openTestMeans([...serveMigrations, ...monitorMigrations]);
    const local = createMonitorRoom(folder, { serve, releases, scope, ...calendar });
    const closed = await local.closeWindows(day(3) + HOUR);
    // The rows begin at midnight UTC, which is the evening before.
    expect(closed.map(({ interval }) => [interval.from - START, interval.to - START].map((at) => at / HOUR))).toEqual([0, 1, 2].map((n) => [24 * n - 19, 24 * n + 5]));
    const later = createMonitorRoom(folder, { serve, releases, scope, monitoring: { timeZone: 'Asia/Tokyo' } });
    const next = await later.closeWindows(day(4));
    expect(next.map(({ interval }) => [interval.from, interval.to].map((at) => (at - day(3)) / HOUR))).toEqual([
      [-19, -9],
      [-9, 15],
    ]);
    expect(() => createMonitorRoom(folder, { serve, releases, scope, monitoring: { timeZone: 'Mars/Olympus' } })).toThrow(
      expect.objectContaining({ code: 'MONITOR_OPTIONS_INVALID' }),
    );
    await folder.close();
    await rm(folder.folder.root, { recursive: true });
  });

  it('goes on where another process stopped, and two at once close no window twice', async () => {
    const [mine, others] = await Promise.all([openMonitor().closeWindows(day(12)), monitor.closeWindows(day(12))]);
    expect(mine.length + others.length).toBe(9);
    const windows = await monitor.windows();
    expect(windows.map((window) => window.interval.from)).toEqual(Array.from({ length: 12 }, (_, n) => day(n)));
    const told = await means.ledger.list({ noun: 'window' });
    expect(told.filter((event) => event.to === 'provisional')).toHaveLength(12);
  });

  it('pages for the constant alone, in its first window, and says all there is to say', async () => {
    const pages = await monitor.findings({ urgency: 'page' });
    expect(pages.map((page) => [page.window.from, page.kind, page.column])).toEqual([
      [day(7), 'constant', 'departure'],
      [day(8), 'constant', 'departure'],
      [day(SILENT), 'volume', '*'],
    ]);
    const [first, second] = pages;
    expect(first!.message).toMatch(/departure holds one and the same value, 13:05, in 100 % of 500 rows.*hour and score follow from it.*AUC 0\.5\d\d instead of 0\.7\d\d/);
    expect(first!.remedy).toContain('find what writes departure');
    expect(first!.p).toBeLessThan(1e-6);
    expect(first!.harm!.costPerUnit).toBeCloseTo(0.03, 2);
    expect(first!.since).toBe(day(7));
    expect(second!.since).toBe(day(7));
  });

  it('makes one alert of an unbroken run, and resolves it when it is over', async () => {
    const alerts = await monitor.alerts();
    expect(alerts.map(({ kind, column, state, since, until }) => ({ kind, column, state, since, until }))).toEqual([
      { kind: 'constant', column: 'departure', state: 'resolved', since: day(7), until: day(9) },
      { kind: 'volume', column: '*', state: 'resolved', since: day(SILENT), until: day(SILENT + 1) },
    ]);
    const told = await means.ledger.list({ noun: 'alert', name: alerts[0]!.id });
    expect(told.map((event) => [event.from, event.to, event.eventAt])).toEqual([
      [null, 'open', day(8)],
      ['open', 'resolved', day(10)],
    ]);
  });

  it('keeps out the poisoned days, and not the silent one', async () => {
    expect(await monitor.quarantined()).toEqual([{ from: day(7), to: day(9) }]);
  });

  it('matures windows when their labels have had their time, once, with the labels known by then', async () => {
    expect(await monitor.matureWindows(day(2) - 1)).toEqual([]);
    const matured = await monitor.matureWindows(day(5));
    expect(matured.map((window) => window.interval.from)).toEqual([0, 1, 2, 3].map(day));
    expect(await monitor.matureWindows(day(5))).toEqual([]);
    const [champion] = matured[0]!.performance;
    expect(champion).toMatchObject({ release, role: 'champion', units: ROWS, labelled: ROWS - ROWS / 50 });
    expect(champion!.auc).toBeGreaterThan(0.55);
    expect(champion!.aucInterval![0]).toBeLessThan(champion!.auc!);
    const [window] = await monitor.windows({ interval: { from: day(0), to: day(1) } });
    expect(window).toEqual(matured[0]);
  });

  it('adds windows up to the performance of a release, without the quarantined ones', async () => {
    await monitor.matureWindows(day(20));
    const all = (await monitor.performance(release, { from: day(0), to: day(12) }))!;
    expect(all).toMatchObject({ units: 9 * ROWS, days: 11 });
    const windows = (await monitor.windows()).filter((window) => !window.quarantined && window.performance.length > 0);
    const mean = (of: (one: (typeof windows)[number]['performance'][number]) => number): number =>
      windows.reduce((sum, window) => sum + of(window.performance[0]!), 0) / windows.length;
    expect(all.calibrationGap).toBeCloseTo(
      mean((one) => one.calibrationGap),
      10,
    );
    expect(all.cost).toBeCloseTo(
      mean((one) => one.cost),
      10,
    );
    expect(all.auc).toBeCloseTo(
      mean((one) => one.auc!),
      2,
    );
    expect(all.calibrationError).toBeCloseTo(mean((one) => one.calibrationError) / 3, 3);
    expect(await monitor.performance(release, { from: day(30), to: day(31) })).toBeNull();
  });

  it('offers its records as operations', async () => {
    const [windows, findings] = monitorOperations;
    expect(await windows.run({ monitor, actor: 'test' }, { limit: 2 })).toHaveLength(2);
    expect(await findings.run({ monitor, actor: 'test' }, { urgency: 'page', from: day(8), to: day(9) })).toHaveLength(1);
  });

  it('refuses options that make no sense, all at once', () => {
    const open = (): unknown => createMonitorRoom(means, { serve, releases, scope, monitoring: { window: 90 * MINUTE, falseAlarm: 0, alarmBudget: 0, pageShare: 2 } });
    expect(open).toThrow(/window must be whole hours.*falseAlarm.*alarmBudget.*pageShare/);
    expect(monitorErrors.area).toBe('MONITOR');
  });
});
