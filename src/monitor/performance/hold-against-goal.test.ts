import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { briefOfMetric } from '../../scope/index.ts';
import { holdAgainstGoal } from './hold-against-goal.ts';

const auc = briefOfMetric({ name: 'auc', goal: 0.65 });
const rmse = briefOfMetric({ name: 'rmse', goal: 8, unit: 'min' });
const windows = (...values: (number | null)[]) => values.map((value) => ({ quality: { metric: 'auc', value, interval: null } }));

it('tells a goal that is surely missed, whichever way is better', () => {
  expect(holdAgainstGoal(windows(0.59, 0.6, 0.61), auc)).toEqual({
    value: expect.closeTo(0.6, 10) as number,
    interval: [expect.closeTo(0.5752, 4), expect.closeTo(0.6248, 4)],
    windows: 3,
    isSure: true,
  });
  expect(holdAgainstGoal(windows(0.6, 0.64, 0.68), auc)).toMatchObject({ value: expect.closeTo(0.64, 10) as number, isSure: false });
  expect(holdAgainstGoal(windows(0.69, 0.7, 0.71), auc)).toBeNull();
  expect(holdAgainstGoal(windows(9.1, 9, 9.2), rmse)).toMatchObject({ windows: 3, isSure: true });
  expect(holdAgainstGoal(windows(7.1, 7, 7.2), rmse)).toBeNull();
});

it('says nothing of fewer than three windows, nor of those of which nothing was measured', () => {
  expect(holdAgainstGoal(windows(0.5, 0.5), auc)).toBeUndefined();
  expect(holdAgainstGoal(windows(0.5, null, 0.5, null), auc)).toBeUndefined();
  expect(holdAgainstGoal([], auc)).toBeUndefined();
});

it('takes days that differ for what they are: a model at its goal misses it by chance once in a hundred times at most, where the rows of one day would often say so', () => {
  const random = seededRandom('days of a model at its goal');
  const runs = Array.from({ length: 2_000 }, (_, i) => windows(...Array.from({ length: 3 + (i % 5) }, () => 0.65 + 0.03 * random.normal())));
  const missed = runs.filter((run) => holdAgainstGoal(run, auc)?.isSure).length;
  expect(missed).toBeGreaterThan(5);
  expect(missed).toBeLessThan(32);
  // 2.3 standard errors of a day's 1,700 labels (0.015 each) instead.
  const bySampling = runs.filter((run) => run.reduce((sum, { quality }) => sum + quality.value!, 0) / run.length + (2.33 * 0.015) / Math.sqrt(run.length) < 0.65).length;
  expect(bySampling).toBeGreaterThan(200);
});

it('misses the goal on average for longer than surely: an alert that ended where it is no longer sure would open again and again', () => {
  const random = seededRandom('windows of a model below its goal');
  const opened = { surely: 0, onAverage: 0 };
  for (let run = 0; run < 500; run++) {
    let [surely, onAverage] = [false, false];
    const values: number[] = [];
    for (let n = 0; n < 30; n++) {
      values.push(0.62 + 0.03 * random.normal());
      const missed = holdAgainstGoal(windows(...values.slice(-7)), auc);
      const isSure = missed?.isSure ?? false;
      if (isSure && !surely) opened.surely++;
      if (isSure && !onAverage) opened.onAverage++;
      surely = isSure;
      onAverage = isSure || (onAverage && missed !== null);
    }
  }
  expect(opened.surely / 500).toBeGreaterThan(1.9);
  expect(opened.onAverage / 500).toBeLessThan(1.05);
});
