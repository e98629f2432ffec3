import { describe, expect, it } from 'vitest';
import { DAY } from '../../kernel/index.ts';
import { briefOfMetric } from '../../scope/index.ts';
import type { Evaluation } from '../../train/index.ts';
import { estimateHarm } from './estimate-harm.ts';
import { judgePerformance } from '../performance/judge-performance.ts';
import { judgeRequests } from './judge-requests.ts';
import { judgeVolume } from './judge-volume.ts';
import { judgingOf } from '../performance/judging-of.ts';
import { mergeTallies, reportTally, type Tally } from '../performance/tally.ts';
import { MONITORING_DEFAULTS, type PerformanceReport } from '../window.ts';

const past = (days: number, rows: (day: number) => number) => Array.from({ length: days }, (_, day) => ({ from: day * DAY, rows: rows(day) }));
/** Weekends have a third of the traffic. */
const weekly = (day: number): number => (day % 7 < 2 ? 300 : 1000) + ((day * 37) % 50);

describe('volume', () => {
  it('pages for nothing at all and for ten times as much', () => {
    expect(judgeVolume({ from: 30 * DAY, rows: 0 }, past(30, weekly))).toMatchObject({ urgency: 'page', effect: 1 });
    expect(judgeVolume({ from: 30 * DAY, rows: 12_000 }, past(30, weekly))).toMatchObject({ urgency: 'page' });
  });
  it('notes half as much again, and says nothing of an ordinary weekend', () => {
    expect(judgeVolume({ from: 30 * DAY, rows: 2500 }, past(30, weekly))).toMatchObject({ urgency: 'notice' });
    expect(judgeVolume({ from: 35 * DAY, rows: 310 }, past(35, weekly))).toBeNull();
  });
  it('says nothing without a history, or of next to nothing', () => {
    expect(judgeVolume({ from: 2 * DAY, rows: 0 }, past(2, weekly))).toBeNull();
    expect(
      judgeVolume(
        { from: 30 * DAY, rows: 0 },
        past(30, () => 5),
      ),
    ).toBeNull();
  });
});

describe('requests', () => {
  const history = Array.from({ length: 20 }, (_, day) => ({ from: day * DAY, predictions: 1000, refused: day % 3, flagged: 50 + (day % 5), quarantined: false }));
  it('page when many more are refused than ever, and are noted when many more are flagged', () => {
    expect(judgeRequests({ rows: 1000, refused: 200, flagged: 50 }, history, MONITORING_DEFAULTS)).toMatchObject({ urgency: 'page', effect: 0.2 });
    expect(judgeRequests({ rows: 1000, refused: 1, flagged: 300 }, history, MONITORING_DEFAULTS)).toMatchObject({ urgency: 'notice', effect: 0.3 });
    expect(judgeRequests({ rows: 1000, refused: 500, flagged: 0 }, [], MONITORING_DEFAULTS)).toMatchObject({ urgency: 'page' });
  });
  it('are left alone when they are as ever', () => {
    expect(judgeRequests({ rows: 1000, refused: 3, flagged: 55 }, history, MONITORING_DEFAULTS)).toBeNull();
    expect(judgeRequests({ rows: 1000, refused: 2, flagged: 0 }, [], MONITORING_DEFAULTS)).toBeNull();
    expect(judgeRequests({ rows: 0, refused: 0, flagged: 0 }, history, MONITORING_DEFAULTS)).toBeNull();
  });
});

const evaluation = {
  auc: 0.68,
  aucInterval: [0.675, 0.685],
  cost: 0.14,
  baseline: { auc: 0.6, cost: 0.2 },
  slices: [],
  harm: [{ column: 'departure', auc: 0.56, cost: 0.17 }],
} as unknown as Evaluation;

describe('harm', () => {
  it('is what the evaluation lost without the column, for the share of rows that changed', () => {
    expect(estimateHarm(evaluation, 'departure', { changed: 1, units: 1700 })).toEqual({
      metric: 'AUC',
      quality: 0.56,
      reference: 0.68,
      costPerUnit: expect.closeTo(0.03, 10) as number,
      cost: expect.closeTo(51, 6) as number,
    });
    expect(estimateHarm(evaluation, 'departure', { changed: 0.5, units: 100 })!.quality).toBeCloseTo(0.62, 10);
    expect(estimateHarm(evaluation, 'hour', { changed: 1, units: 1 })).toBeNull();
  });
});

describe('measured quality', () => {
  const report = {
    labelled: 1700,
    positiveRate: 0.2,
    meanScore: 0.21,
    quality: { metric: 'auc', value: 0.67, interval: [0.64, 0.7] },
    calibrationGap: 0.01,
    calibrationError: 0.01,
  } as unknown as PerformanceReport;
  it('is noted when it falls far and surely', () => {
    const judging = judgingOf({ metric: { name: 'auc', goal: 0.6 }, cost: { act: ['warn'], missed: 1, needless: 0.25 } });
    const quiet = { alpha: 0.01, decline: null, missed: null, judging, metric: briefOfMetric({ name: 'auc', goal: 0.6 }) };
    const low = { ...report, quality: { metric: 'auc', value: 0.56, interval: null } };
    const decline = { level: 2, alarm: false, excess: 0.03, tolerance: 0.01, windows: 1_000 };
    expect(judgePerformance(report, evaluation, quiet)).toEqual([]);
    expect(judgePerformance(low, evaluation, { ...quiet, decline })).toEqual([]);
    expect(judgePerformance(low, evaluation, { ...quiet, decline: { ...decline, alarm: true } })).toMatchObject([
      {
        kind: 'performance',
        urgency: 'notice',
        effect: 0.03,
        natural: 0.01,
        message: expect.stringContaining('AUC 0.560 on 1,700 labelled units, 0.680 on the test rows.') as string,
      },
    ]);
    const missed = { value: 0.571, interval: [0.551, 0.591], windows: 3, isSure: true } as const;
    expect(judgePerformance(low, evaluation, { ...quiet, missed })).toEqual([]);
    expect(judgePerformance(low, evaluation, { ...quiet, missed, decline: { ...decline, alarm: true } })).toMatchObject([
      {
        kind: 'performance',
        urgency: 'page',
        message: expect.stringContaining('Over the last 3 windows AUC is 0.571 on average (0.551 to 0.591), worse than the goal of 0.6.') as string,
      },
    ]);
    const metric = briefOfMetric({ name: 'rmse', goal: 12_000, unit: 'EUR' });
    const costs = {
      ...report,
      quality: { metric: 'rmse', value: 12_345.678, interval: null },
      meanScore: 812.34,
      positiveRate: 87.654,
      calibrationGap: 724.686,
      calibrationError: 1,
    };
    const tested = { task: 'regression', metric: 'rmse', quality: 9_876.5, baseline: { quality: 0 } } as unknown as Evaluation;
    const dear = judgePerformance(costs, tested, {
      alpha: 0.01,
      decline: { ...decline, alarm: true },
      missed: { value: 12_999.4, interval: [12_500, 13_498.8], windows: 4, isSure: true },
      judging: judgingOf({ metric: { name: 'rmse', goal: 12_000, unit: 'EUR' }, cost: { limit: 5_000 } }),
      metric,
    });
    expect(dear.map(({ message }) => message)).toEqual([
      'Over the last 4 windows RMSE is 12,999 EUR on average (12,500 to 13,499), worse than the goal of 12,000 EUR. Errors cost more than on the test rows, over the last windows: a unit of this one by +0.030. RMSE 12,346 EUR on 1,700 labelled units, 9,877 on the test rows. Without a decline this is said once in 1,000 windows at most.',
      'The mean answer is 812.3 EUR, +724.7 from the mean outcome 87.65 of 1,700 labelled units.',
    ]);
    expect(judgePerformance({ ...report, calibrationGap: -0.08 }, evaluation, quiet)).toMatchObject([{ kind: 'calibration', effect: 0.08 }]);
    expect(judgePerformance({ ...report, labelled: 50, calibrationGap: -0.3 }, evaluation, quiet)).toEqual([]);
  });
});

describe('tallies', () => {
  const tally: Tally = {
    release: 'sha256:a',
    role: 'champion',
    units: 5,
    acted: 2,
    labelled: 4,
    positives: 2,
    scoreSum: 1.6,
    squares: 0.7,
    cost: 0.5,
    bins: { 100: [1, 0], 300: [1, 1], 900: [0, 1] },
  };
  it('give rates: the AUC with ties at half, the gap with its error', () => {
    const report = reportTally(tally, 'auc');
    expect(report).toMatchObject({ units: 5, labelled: 4, positiveRate: 0.5, meanScore: 0.4, auc: 0.875, cost: 0.125, actRate: 0.4 });
    expect(report.calibrationGap).toBeCloseTo(-0.1, 10);
    expect(report.calibrationError).toBeCloseTo(Math.sqrt((0.175 - 0.01) / 4), 10);
  });
  it('add up to the same rates as the whole, and know no AUC without both labels', () => {
    const merged = mergeTallies([tally, { ...tally, role: 'shadow' }])!;
    expect(merged).toMatchObject({ units: 10, role: 'champion', bins: { 300: [2, 2] } });
    expect(reportTally(merged, 'auc')).toMatchObject({ auc: 0.875, cost: 0.125 });
    expect(reportTally({ ...tally, labelled: 1, positives: 0, bins: { 100: [1, 0] } }, 'auc')).toMatchObject({ auc: null, aucInterval: null });
    expect(mergeTallies([])).toBeUndefined();
  });
});
