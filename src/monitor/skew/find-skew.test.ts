import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FEATURE_CODE, FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope, type WorldRow } from '../../../test/fixtures/make-candidate.ts';
import { DAY, seededRandom } from '../../kernel/index.ts';
import { createReleaseRoom } from '../../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../../serve/index.ts';
import type { Means } from '../../store/index.ts';
import { createMonitorRoom, monitorMigrations, type MonitorRoom, type MonitorSettings } from '../index.ts';

const START = FIRST_DAY + 2 * DAY;
const day = { from: START, to: START + DAY };
let means: Means & { close(): Promise<void> };
let serve: ServeRoom;

beforeEach(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
});
afterEach(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

/** Wrong in one of 37 calls while something that it reads is: the first day is served so. */
const BROKEN_AT_TIMES = `let calls = 0;${FEATURE_CODE.replace('row.distance / state.scale', 'row.distance / state.scale + (globalThis.capstanTestBroken && ++calls % 37 === 0 ? 1 : 0)')}`;

/** A day of traffic under feature code; the dataset holds the rows as `recorded` has them. */
async function serveDay(
  featureCode: string,
  recorded: (row: WorldRow, i: number) => WorldRow = (row) => row,
  settings: Pick<MonitorSettings, 'alerting' | 'monitoring'> = {},
): Promise<MonitorRoom> {
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { featureCode });
  const release = (await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: START })).id;
  serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion: release }, { actor: 'test', why: 'first', eventAt: START });
  const served = makeRows(1_000, { from: START, random: seededRandom('skew') });
  Object.assign(globalThis, { capstanTestBroken: true });
  await serve.predict(
    served.map(({ departure, distance, origin }, i) => ({ predictionId: `p${i}`, unitKey: `flight ${i}`, eventAt: departure, inputs: { departure, distance, origin } })),
  );
  Object.assign(globalThis, { capstanTestBroken: false });
  const rows = served.map(recorded);
  const source = {
    key: 'flight',
    eventAt: 'departure',
    rows: () =>
      Promise.resolve({
        rows: rows.length,
        columns: {
          flight: rows.map((_, i) => `flight ${i}`),
          departure: Float64Array.from(rows, (row) => row.departure),
          distance: Float64Array.from(rows, (row) => row.distance),
          origin: rows.map((row) => row.origin),
        },
      }),
  };
  return createMonitorRoom(means, { serve, releases, scope, source, ...settings });
}

describe('skew between training and serving', () => {
  it('is none where features depend on the row and their state alone', async () => {
    const monitor = await serveDay(FEATURE_CODE);
    for (const against of ['code', 'data'] as const) {
      const report = await monitor.skew({ interval: day, against });
      expect(report).toMatchObject({ predictions: 1_000, unmatched: 0 });
      expect(report.columns.map(({ column, compared, mismatches }) => [column, compared, mismatches])).toEqual(
        [...(against === 'data' ? ['departure', 'distance', 'origin'] : []), 'hour', 'kilometres'].map((name) => [name, 1_000, 0]),
      );
    }
    await monitor.closeWindows(START + 3 * DAY);
    await monitor.matureWindows(START + 3 * DAY);
    expect((await monitor.findings()).filter((finding) => finding.kind === 'skew')).toEqual([]);
  });

  it('is found when the feature code remembers what came before, and told when the window matures', async () => {
    const monitor = await serveDay(`let calls = 0;${FEATURE_CODE.replace('row.distance / state.scale', 'row.distance / state.scale + (++calls % 37 === 0 ? 1 : 0)')}`);
    const { columns } = await monitor.skew({ interval: day, against: 'code' });
    expect(columns.filter((column) => column.skewed).map((column) => column.column)).toEqual(['kilometres']);
    expect(columns[0]).toMatchObject({
      largest: expect.closeTo(1, 5) as number,
      examples: expect.arrayContaining([expect.objectContaining({ predictionId: expect.stringMatching(/^p\d+$/) as string })]) as unknown,
    });
    await monitor.closeWindows(START + 3 * DAY);
    await monitor.matureWindows(START + 3 * DAY);
    const found = (await monitor.findings()).filter((finding) => finding.kind === 'skew');
    expect(found.map(({ column, urgency }) => [column, urgency])).toEqual([['kilometres', 'page']]);
    // What was served was wrong, not the rows: a training makes the feature of them anew. A trial would judge answers that nobody is meant to get.
    expect(await monitor.quarantine()).toEqual([]);
    const [window] = await monitor.windows();
    for (const traffic of ['shadow', 'live'] as const)
      expect(await monitor.leftOutOfTrial(window!, traffic)).toEqual({ units: null, why: 'kilometres: skew', findings: [found[0]!.id] });
    expect(found[0]!.message).toMatch(/kilometres was served otherwise than the feature code makes it.* of 1,000 predictions .*; p\d+ was served [\d.]{1,9} and is [\d.]{1,9}\.$/);
  });

  it('wakes somebody when it is certain and large, until a window matures without it', async () => {
    const monitor = await serveDay(BROKEN_AT_TIMES, (row) => row, { alerting: { to: [{ kind: 'log' }] } });
    const next = makeRows(1_000, { from: START + DAY, random: seededRandom('next') });
    await serve.predict(
      next.map(({ departure, distance, origin }, i) => ({ predictionId: `q${i}`, unitKey: `next ${i}`, eventAt: departure, inputs: { departure, distance, origin } })),
    );
    const standing = async () => (await monitor.alerts()).map(({ kind, column, state, since, until }) => [kind, column, state, since, until]);
    await monitor.closeWindows(START + 2 * DAY);
    expect(await standing()).toEqual([]);
    await monitor.matureWindows(START + 2 * DAY);
    expect(await standing()).toEqual([['skew', 'kilometres', 'open', START, START + DAY]]);
    // A window that closes does not know of skew yet.
    await monitor.closeWindows(START + 3 * DAY);
    expect((await standing())[0]![2]).toBe('open');
    await monitor.matureWindows(START + 3 * DAY);
    expect(await standing()).toEqual([['skew', 'kilometres', 'resolved', START, START + DAY]]);
    expect((await monitor.deliveries()).map(({ news, alerts }) => [news, alerts.map((alert) => alert.kind)])).toEqual([
      ['found', ['skew']],
      ['over', ['skew']],
    ]);
  });

  it('is a notice where the project bears more', async () => {
    const monitor = await serveDay(BROKEN_AT_TIMES, (row) => row, { monitoring: { skewShare: 0.05 } });
    await monitor.closeWindows(START + 2 * DAY);
    await monitor.matureWindows(START + 2 * DAY);
    expect((await monitor.findings()).filter(({ kind }) => kind === 'skew').map(({ urgency }) => urgency)).toEqual(['notice']);
    expect(await monitor.alerts()).toEqual([]);
  });

  it('names the input beside the feature that follows from it, when the dataset has another value', async () => {
    const monitor = await serveDay(FEATURE_CODE, (row, i) => (i % 50 === 0 ? { ...row, distance: row.distance + 7 } : i % 100 === 1 ? { ...row, origin: 'XXX' } : row));
    const { columns } = await monitor.skew({ interval: day, against: 'data' });
    expect(columns.filter((column) => column.skewed).map(({ column, group, mismatches }) => [column, group, mismatches])).toEqual([
      ['distance', 'input', 20],
      ['kilometres', 'feature', 20],
      ['origin', 'input', 10],
    ]);
  });
});
