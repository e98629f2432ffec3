import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { findNumberIssues } from './find-number-issues.ts';

const random = seededRandom('deviations');
const NOISES: Readonly<Record<string, () => number>> = {
  normal: () => random.normal(),
  // What the bound is exact for.
  Laplace: () => (random.next() < 0.5 ? 1 : -1) * Math.log(1 - random.next()),
  skewed: () => -Math.log(1 - random.next()) - Math.LN2,
};
const TABLES = 400;
const ROWS = 1_000;

describe('numbers that are probably wrong', () => {
  it.each(Object.keys(NOISES))('are found in one of twenty tables at most where the noise is %s and nothing is wrong', (noise) => {
    const falsely = Array.from({ length: TABLES }, () => findNumberIssues(Float64Array.from({ length: ROWS }, NOISES[noise]!)).rows.length > 0);
    // 0.05 and three standard errors; what is usual is read off 1,000 rows, which costs a little beside.
    expect(falsely.filter(Boolean).length / TABLES).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / TABLES) + 0.02);
  });

  it('would be found in most tables by the rule of three standard deviations', () => {
    const draw = NOISES['normal']!;
    const falsely = Array.from({ length: 100 }, () => Float64Array.from({ length: ROWS }, draw).some((deviation) => Math.abs(deviation) > 3));
    expect(falsely.filter(Boolean).length).toBeGreaterThan(80);
  });

  it.each(Object.keys(NOISES))('are nearly all that is found where one of ten is wrong, beside %s noise', (noise) => {
    let [found, right, wrong] = [0, 0, 0];
    for (let table = 0; table < 50; table++) {
      const isWrong = Array.from({ length: ROWS }, () => random.next() < 0.1);
      const { rows } = findNumberIssues(Float64Array.from(isWrong, (bad) => NOISES[noise]!() + (bad ? 20 * (random.next() < 0.5 ? 1 : -1) : 0)));
      wrong += isWrong.filter(Boolean).length;
      found += rows.length;
      right += rows.filter((row) => !isWrong[row]).length;
    }
    expect(right / found).toBeLessThan(0.05);
    expect((found - right) / wrong).toBeGreaterThan(0.9);
  });

  it('come worst first, do not change with the unit, and are none where there is too little to go by', () => {
    const deviations = Float64Array.from({ length: ROWS }, () => random.normal());
    deviations.set([30, -50, 40], 100);
    const { rows, chances } = findNumberIssues(deviations);
    expect([...rows]).toEqual([101, 102, 100]);
    expect(chances).toEqual(chances.toSorted());
    expect(findNumberIssues(deviations.map((deviation) => deviation * 1e6)).rows).toEqual(rows);
    expect(findNumberIssues(Float64Array.of(1, -1, 50)).rows).toHaveLength(0);
  });
});
