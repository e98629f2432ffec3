import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope, type WorldRow } from '../../../test/fixtures/make-candidate.ts';
import { DAY, formatStart, HOUR, seededRandom } from '../../kernel/index.ts';
import { createReleaseRoom, type ReleaseRoom } from '../../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../../serve/index.ts';
import type { Means } from '../../store/index.ts';
import { createMonitorRoom, monitorMigrations, type MonitorRoom } from '../index.ts';

// A delay is known in 20 hours, punctuality in one: whoever judges a day at its end sees too few delays. On the last days the world is another.

const START = FIRST_DAY + 2 * DAY;
const DAYS = 12;
const CHANGED = 7;
const ROWS = 600;
const end = START + (DAYS + 2) * DAY;
let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let serve: ServeRoom;

/** Feeds a day; from the change on, the label says nothing of the inputs. */
async function serveDay(n: number, rows: readonly WorldRow[]): Promise<void> {
  const random = seededRandom(`labels ${n}`);
  const name = (i: number): string => `p${n}-${i}`;
  const labels = rows.map((row) => (n < CHANGED || n > DAYS ? row.label : random.next() < 0.5 ? 1 : 0));
  await serve.predict(rows.map(({ departure, distance, origin }, i) => ({ predictionId: name(i), unitKey: name(i), eventAt: departure, inputs: { departure, distance, origin } })));
  await serve.feedback(rows.map((row, i) => ({ predictionId: name(i), label: labels[i]!, labelAt: row.departure + (labels[i] === 1 ? 20 : 1) * HOUR })));
}

beforeAll(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 4_000 });
  const release = (await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: START })).id;
  serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion: release }, { actor: 'test', why: 'first', eventAt: START });
  const random = seededRandom('late labels');
  for (let n = 0; n < DAYS; n++) await serveDay(n, makeRows(ROWS, { from: START + n * DAY, random }));
});

afterAll(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

const dayOf = (at: number): number => (at - START) / DAY;

async function live(monitor: MonitorRoom): Promise<void> {
  for (let now = START + DAY; now <= end; now += DAY) {
    await monitor.closeWindows(Math.min(now, START + DAYS * DAY));
    await monitor.matureWindows(now);
  }
}

describe('a window that closes', () => {
  it('reads no prediction where counts say everything', async () => {
    const read: unknown[] = [];
    const counting: ServeRoom = { ...serve, units: (order) => (read.push(order), serve.units(order)) };
    const apart = createMonitorRoom({ ...means, project: 'apart' }, { serve: counting, releases, scope });
    const closed = await apart.closeWindows(START + 3 * DAY);
    expect(closed.map((window) => window.estimated?.refusal)).toEqual([null, null, null]);
    expect(closed.map((window) => window.estimated!.units)).toEqual([ROWS, ROWS, ROWS]);
    expect(read).toEqual([]);
  });
});

describe('labels whose delay depends on their value', () => {
  it('are judged when they have had their time: no alarm before the change, and one soon after it', async () => {
    const monitor = createMonitorRoom(means, { serve, releases, scope });
    await live(monitor);
    const windows = await monitor.windows();
    expect(windows.map((window) => window.state)).toEqual(Array.from({ length: DAYS }, () => 'matured'));
    const quality = (await monitor.findings()).filter((finding) => finding.kind === 'performance' || finding.kind === 'calibration');
    expect(quality.filter((finding) => dayOf(finding.window.from) < CHANGED)).toEqual([]);
    const declines = quality.filter((finding) => finding.kind === 'performance');
    expect(dayOf(declines[0]!.window.from)).toBeLessThanOrEqual(CHANGED + 2);
    // Labels that nothing foretells miss the goal, which is sure when three windows say so, and wakes somebody once.
    expect(declines.map((finding) => finding.urgency)).toEqual(declines.map((_, i) => (i < 2 ? 'notice' : 'page')));
    expect(declines[2]!.message).toMatch(/^Over the last 3 windows AUC is 0\.\d{3} on average \(0\.\d{3} to 0\.\d{3}\), worse than the goal of 0\.6\. Errors are/);
    // It looks for what changed when the decline was first told, and the page on it says what the goal is.
    expect(declines[3]!.remedy).toContain(`what changed by ${formatStart(declines[0]!.since)}`);
    expect((await monitor.diagnoses({})).find(({ kind }) => kind === 'performance')).toMatchObject({
      urgency: 'page',
      worst: { message: expect.stringContaining('worse than the goal of 0.6') as string },
    });
    expect(await monitor.alerts()).toMatchObject([{ kind: 'performance', column: '*', state: 'open', since: declines[2]!.window.from }]);
    expect(windows.at(-1)!.alarms!.alarms).toBe(1);

    const [first] = windows;
    const measured = first!.performance[0]!;
    expect(measured.metrics.map((one) => one.metric)).toEqual(['averagePrecision', 'logLoss', 'brier', 'accuracy', 'precision', 'recall', 'specificity', 'f1']);
    expect(measured.calibration!.bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(ROWS);
    for (const window of windows.slice(0, CHANGED)) {
      const estimated = window.estimated!;
      expect(estimated.refusal).toBeNull();
      const auc = estimated.metrics.find((one) => one.metric === 'auc')!;
      expect(auc.interval![0]).toBeLessThan(window.performance[0]!.auc!);
      expect(auc.interval![1]).toBeGreaterThan(window.performance[0]!.auc!);
    }
    const { segments, ...counts } = await monitor.segments({ interval: { from: START, to: START + CHANGED * DAY }, by: ['origin', 'distance'] });
    expect(counts).toMatchObject({ matured: CHANGED, provisional: 0, quarantined: 0 });
    expect(segments.filter((segment) => segment.column === 'origin').reduce((sum, segment) => sum + segment.rows, 0)).toBe(CHANGED * ROWS);
    expect(segments.filter((segment) => segment.column === 'distance')).toHaveLength(4);
    // Estimates go on as if nothing had happened until labels have said otherwise on three days.
    expect(windows.at(-1)!.estimated).toMatchObject({ refusal: 'concept_changed', metrics: [] });
  });

  it('wake nobody where the model still does what the scope asks for', async () => {
    const content = createMonitorRoom(
      { ...means, project: 'content' },
      {
        serve,
        releases,
        scope: { ...scope, metric: { ...scope.metric, goal: 0.45 } },
        monitoring: { alarmBudget: 0.01 },
      },
    );
    await live(content);
    const declines = (await content.findings()).filter((finding) => finding.kind === 'performance');
    expect(declines.map((finding) => finding.urgency)).toEqual(declines.map(() => 'notice'));
    expect(declines.length).toBeGreaterThan(2);
    // A tenth of the budget is the decline's.
    expect(declines[0]!.message).toContain('once in 30,000 windows at most');
    expect(await content.alerts()).toEqual([]);
  });

  it('raise false alarms when a day is judged at its end', async () => {
    await means.db.kysely.deleteFrom('monitor_windows' as never).execute();
    await means.db.kysely.deleteFrom('monitor_findings' as never).execute();
    await means.db.kysely.deleteFrom('monitor_tallies' as never).execute();
    const hasty = createMonitorRoom(means, { serve, releases, scope, monitoring: { attribution: 0 } });
    await live(hasty);
    const quality = (await hasty.findings()).filter((finding) => finding.kind === 'performance' || finding.kind === 'calibration');
    expect(quality.filter((finding) => dayOf(finding.window.from) < CHANGED).length).toBeGreaterThan(3);
  });

  it('say nothing of an alert on a day on which few came, and end it when the model does as it should', async () => {
    const sparse = createMonitorRoom({ ...means, project: 'sparse' }, { serve, releases, scope });
    await live(sparse);
    const [alert] = await sparse.alerts();
    const random = seededRandom('after');
    const states: string[] = [];
    for (let n = DAYS; n < DAYS + 8; n++) {
      await serveDay(n, makeRows(n === DAYS ? 100 : ROWS, { from: START + n * DAY, random }));
      await sparse.closeWindows(START + (n + 1) * DAY);
      await sparse.matureWindows(START + (n + 3) * DAY);
      states.push((await sparse.alerts()).find(({ id }) => id === alert!.id)!.state);
    }
    expect(states[0]).toBe('open');
    expect(states.at(-1)).toBe('resolved');
    expect(await sparse.alerts()).toHaveLength(1);
  });
});
