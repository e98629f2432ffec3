import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day, type Delivery, deliveriesOf, ROADWORKS, ROWS_A_DAY } from '../deliveries/world.ts';
import { writeDeliveries } from '../deliveries/write-deliveries.ts';
import { DAY } from '../../src/kernel/index.ts';
import { loadProject, openPlatform, type Platform } from '../../src/platform/index.ts';
import { type Client, createClient } from '../../src/sdk/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';

// A question for a number, the whole way: trained, released, served over HTTP, watched, estimated, found out, trained anew, tried and promoted.

const FIRST = 33;
const LABELLED = (ROADWORKS - FIRST) * ROWS_A_DAY;
let root: string;
let platform: Platform;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  root = await writeDeliveries();
  platform = await openPlatform(await loadProject(root));
  server = await startServer(platform, { port: 0, version: 'test' });
  client = createClient({ url: server.url });
});
afterAll(async () => {
  await server?.close();
  await platform?.close();
  await rm(root, { recursive: true, force: true });
});

const serveDay = async (n: number): Promise<readonly Delivery[]> => {
  const deliveries = deliveriesOf(n);
  await client.predict(deliveries.map(({ id, at, km, parcels, district }) => ({ predictionId: String(id), unitKey: String(id), eventAt: at, inputs: { km, parcels, district } })));
  await client.feedback(deliveries.map(({ id, minutes, knownAt }) => ({ predictionId: String(id), label: minutes, labelAt: knownAt })));
  return deliveries;
};
const rootOf = (errors: readonly number[]): number => Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);

describe('a question for a number', () => {
  it('is written as the guide writes it', async () => {
    const guide = await readFile(new URL('../../docs/guides/numbers.md', import.meta.url), 'utf8');
    const scope = guide
      .split('\n')
      .filter((line) => line.startsWith('    '))
      .join('\n');
    const config = await readFile(`${root}/capstan.config.ts`, 'utf8');
    expect(scope).toMatch(/metric: .*cost: /s);
    expect(config.replaceAll(/\s+/g, ' ')).toContain(scope.replaceAll(/\s+/g, ' ').trim());
  });

  it('is trained, measured against the goal and the mean by district, and released as ONNX', async () => {
    const made = await platform.loop.makeRelease({ asOf: day(FIRST), actor: 'ann', why: 'the first', since: day(0) });
    expect(made.report.checks.filter((check) => !check.passed)).toEqual([]);
    expect(made.report.checks.find((check) => check.name === 'goal')!.detail).toMatch(/^RMSE \d\.\d{4} min \(95 %: .*\) on 480 rows; the goal is 8\.0000$/);
    const { evaluation } = made.run;
    expect(evaluation).toMatchObject({ task: 'regression', metric: 'rmse', rows: 480, slices: [{}, {}], harm: [{ column: 'km' }, {}, {}] });
    expect(made.run.metrics).toMatchObject({ rmse: expect.closeTo(3.6, 0) as number, 'baseline rmse': expect.closeTo(9, -1) as number });
    expect(await platform.loop.place(made.release!, { at: day(FIRST), actor: 'ann' })).toBe('champion');
    const { labelErrors } = await platform.train.diagnoser.recorded(made.run);
    expect(labelErrors).toMatchObject({ unlabelled: 0, method: 'deviation', rankBy: null, classes: [], caution: null });
    expect(labelErrors!.found).toBeLessThan(0.005 * labelErrors!.rows);
    await platform.means.columns.copyToParquet(
      `SELECT * REPLACE (CASE WHEN id % 100 = 7 THEN minutes * 60 ELSE minutes END AS minutes) FROM '${root}/deliveries.parquet' WHERE id < 3000`,
      `${root}/seconds.parquet`,
    );
    const found = await client.call('data.label-errors', { table: 'seconds.parquet', label: 'minutes', key: 'id', ignore: ['at', 'known_at'], limit: 100 });
    const named = found.errors.map(({ key }) => Number(key) % 100);
    expect(named.filter((rest) => rest === 7)).toHaveLength(30);
    expect(named.length).toBeLessThanOrEqual(33);
    expect(found.errors[0]!.reason).toMatch(/^[\d.]+ is expected, where [\d.]+ more or less is usual; [\d.]+ is [\d.]+ times as far off$/);
  });

  it('answers numbers over HTTP, takes numbers as outcomes, and refuses what is none', async () => {
    for (let n = FIRST; n < ROADWORKS; n++) await serveDay(n);
    const [answer] = await client.predict([{ unitKey: 'x', eventAt: day(ROADWORKS) - 1, inputs: { km: 4, parcels: 1, district: 'market' } }]);
    expect(answer).toMatchObject({ decision: 'answer', rule: null, reason: 'the number itself', score: expect.closeTo(22, -1) as number });
    await expect(client.feedback([{ predictionId: answer!.predictionId, label: 'late', labelAt: day(40) }])).rejects.toMatchObject({ code: 'SERVE_OUTCOME_INVALID' });
    const units = await platform.serve.units({ interval: { from: day(FIRST), to: day(ROADWORKS) } });
    expect(units.filter((unit) => unit.label !== null)).toHaveLength(LABELLED);
    expect(units[0]!.label).toBe(deliveriesOf(FIRST)[0]!.minutes);
  });

  it('is estimated before labels by direct loss estimation, and measured once they are due', async () => {
    await client.call('loop.advance', { watermark: day(ROADWORKS) });
    const windows = await platform.monitor.windows();
    expect(windows.map((window) => window.state)).toEqual(['matured', 'matured', 'provisional']);
    const [first] = windows;
    const deliveries = deliveriesOf(FIRST);
    const units = await platform.serve.units({ interval: first!.interval });
    const errors = units.map((unit, i) => unit.score! - deliveries[i]!.minutes);
    const report = first!.performance[0]!;
    expect(report).toMatchObject({ labelled: ROWS_A_DAY, auc: null, calibration: null, quality: { metric: 'rmse', value: expect.closeTo(rootOf(errors), 9) as number } });
    expect(report.calibrationGap).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / ROWS_A_DAY, 9);
    expect(report.cost).toBeCloseTo(errors.reduce((sum, error) => sum + Math.min(1, Math.abs(error) / 30), 0) / ROWS_A_DAY, 9);
    for (const window of windows) {
      const estimate = window.estimated!.metrics.find((one) => one.metric === 'rmse')!;
      expect(window.estimated).toMatchObject({ refusal: null, units: window.predictions });
      expect(estimate.interval![0]).toBeLessThan(estimate.value!);
    }
    const held = windows.slice(0, 2).filter(({ estimated, performance }) => {
      const [low, high] = estimated!.metrics.find((one) => one.metric === 'rmse')!.interval!;
      return performance[0]!.quality.value! > low && performance[0]!.quality.value! < high;
    });
    expect(held).toHaveLength(2);
    // The same rows as a table, by the command that is held against NannyML: the same numbers.
    const champion = (await platform.serve.deployment())!.champion;
    const release = await platform.releases.load(champion);
    const tested = await platform.releases.testRows(champion);
    const answers = await release.decideBatch(tested.rows);
    const line = (features: ArrayLike<number>, rest: readonly (number | string)[]): string => [...Array.from(features), ...rest].join(',');
    const known = answers.map((one, i) => line(one.features!, [one.score!, tested.labels[i]!]));
    const asked = units.map((unit) => line(unit.features!, [unit.score!, '']));
    await writeFile(`${root}/answers.csv`, `f0,f1,f2,answer,minutes\n${[...known, ...asked].join('\n')}\n`);
    const table = await client.call('monitor.evaluate', { table: 'answers.csv', task: 'regression', label: 'minutes', score: 'answer', features: 'f0,f1,f2' });
    expect(table.estimated!.metrics).toEqual(first!.estimated!.metrics);
    // And by segment: measured where labels are due, estimated where not.
    const cut = await client.call('monitor.performance', { by: 'district' });
    expect(cut.segments.map(({ column, value }) => [column, value])).toEqual([
      [null, null],
      ['district', expect.any(String)],
      ['district', expect.any(String)],
    ]);
    expect(cut.segments[0]!.metrics.map((one) => one.metric)).toEqual(['mae', 'rmse', 'bias', 'r2', 'mape', 'pinball']);
    expect(cut.estimated.map(({ rows, refusal, metrics }) => [rows > 200, refusal, metrics.some((one) => one.metric === 'rmse')])).toEqual([
      [true, null, true],
      [true, null, true],
      [true, null, true],
    ]);
  });

  it('is found out when it gets worse, trained anew, tried in the shadow and on live traffic, and replaced', async () => {
    const moves: string[] = [];
    for (let n = ROADWORKS; n < ROADWORKS + 22; n++) {
      await serveDay(n);
      const { steps } = await client.call('loop.advance', { watermark: day(n) + DAY });
      for (const step of steps) for (const move of step.transitions) moves.push(`${(move.at - day(0)) / DAY} ${move.from} → ${move.to}`);
      if (moves.some((move) => move.endsWith('promoted'))) break;
    }
    const findings = await platform.monitor.findings();
    expect(moves.map((move) => move.replace(/^\d+ /, ''))).toEqual(['queued → shadow', 'shadow → live', 'live → promoted']);
    const decline = findings.find((finding) => finding.kind === 'performance')!;
    expect(decline.message).toMatch(
      /^Errors cost more than on the test rows, over the last windows: a unit of this one by \+0\.\d{3}\. RMSE [\d.]{5} min on 600 labelled units, \d\.\d{3} on the test rows\./,
    );
    expect(decline.window.from).toBeGreaterThanOrEqual(day(ROADWORKS));
    expect(decline.window.from).toBeLessThan(day(ROADWORKS + 3));
    expect(await platform.monitor.report({})).toContain('Quality: RMSE, 95 % interval');
    const overview = await client.overview();
    expect(overview.metric).toEqual({ name: 'rmse', title: 'RMSE', better: 'lower', goal: 8, unit: 'min' });
    expect(overview.totals).toMatchObject({ promotions: 1, rollbacks: 0 });
  }, 600_000);

  it('goes back to the release before when asked', async () => {
    const before = (await platform.serve.deployment())!.champion;
    const after = await client.call('deploy.rollback', { why: 'a test' });
    expect(after.champion).not.toBe(before);
  });
});
