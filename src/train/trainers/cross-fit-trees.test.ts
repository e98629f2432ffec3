import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { crossFitTrees } from './cross-fit-trees.ts';
import { predictTrees } from './predict-trees.ts';
import { trainGradientBoosting } from './train-gradient-boosting.ts';

const random = seededRandom('cross-fit');
const x = Float32Array.from({ length: 400 }, (_, i) => (i % 20 === 0 ? NaN : random.normal()));
const table = { features: ['x'], rows: 400, columns: [x], labels: x.map((value) => (Number.isNaN(value) ? 5 : Math.sign(value)) + 0.1 * random.normal()) };
const options = { trees: 60, leaves: 4, minLeaf: 5 };

it('scores rows as the trees divide them, missing values too', async () => {
  const ensemble = await trainGradientBoosting(table, { ...options, objective: 'squared-error' });
  const scores = predictTrees(ensemble, { rows: 3, columns: [Float32Array.of(-1, 1, NaN)] });
  expect([...scores].map(Math.round)).toEqual([-1, 1, 5]);
});

it('says of each row what a model without it says, and of others what each model does', async () => {
  const noise = { ...table, columns: [x.map((_, i) => i)], labels: x.map(() => random.normal()) };
  const others = { rows: 1, columns: [Float32Array.of(7)] };
  const fit = await crossFitTrees(noise, { ...options, folds: 5 });
  const covariance = fit.outOfFold.reduce((sum, score, i) => sum + score * noise.labels[i]!, 0) / 400;
  expect(covariance).toBeLessThan(0.1); // models that had seen the rows would have learnt their chance
  expect(fit.predict(others).map((scores) => scores.length)).toEqual([1, 1, 1, 1, 1]);
  const again = await crossFitTrees(noise, { ...options, folds: 5 });
  expect([again.outOfFold, again.predict(others)]).toEqual([fit.outOfFold, fit.predict(others)]);
});
