import { expect, it } from 'vitest';
import { briefOfMetric } from '../../scope/index.ts';
import { holdAgainstGoal } from './hold-against-goal.ts';

const auc = briefOfMetric({ name: 'auc', goal: 0.65 });
const rmse = briefOfMetric({ name: 'rmse', goal: 8, unit: 'min' });
const window = (value: number | null, halfWidth: number, labelled = 1000) => ({
  labelled,
  quality: { metric: 'auc', value, interval: value === null ? null : ([value - halfWidth, value + halfWidth] as [number, number]) },
});

it('tells a goal that is surely missed, whichever way is better', () => {
  expect(holdAgainstGoal([window(0.6, 0.03)], auc)).toEqual({ value: 0.6, interval: [expect.closeTo(0.57, 10), expect.closeTo(0.63, 10)], windows: 1 });
  expect(holdAgainstGoal([window(0.6, 0.03)], briefOfMetric({ name: 'auc', goal: 0.59 }))).toBeNull();
  expect(holdAgainstGoal([window(9, 0.5)], rmse)).toMatchObject({ value: 9 });
  expect(holdAgainstGoal([window(7, 0.5)], rmse)).toBeNull();
});

it('leaves to chance what may be chance, and several windows are surer than one', () => {
  expect(holdAgainstGoal([window(0.63, 0.03)], auc)).toBeNull();
  expect(
    holdAgainstGoal(
      Array.from({ length: 4 }, () => window(0.63, 0.03)),
      auc,
    ),
  ).toMatchObject({ value: expect.closeTo(0.63, 10), windows: 4 });
});

it('counts windows by their labels, and leaves out those of which nothing was measured', () => {
  expect(holdAgainstGoal([window(0.5, 0.03, 3000), window(0.7, 0.03, 1000), window(null, 0, 5000)], auc)).toMatchObject({ value: expect.closeTo(0.55, 10), windows: 2 });
  expect(holdAgainstGoal([window(null, 0)], auc)).toBeNull();
  expect(holdAgainstGoal([], auc)).toBeNull();
});
