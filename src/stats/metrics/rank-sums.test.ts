import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { oneVsRestAuc } from './one-vs-rest-auc.ts';
import { addRank, addRanks, areasOfRanks, type OpenRankSums } from './rank-sums.ts';

const CLASSES = 4;

/** Rows of a model that knows its classes more or less well, the fourth seldom. */
function draw(seed: string, rows: number) {
  const random = seededRandom(seed);
  const labels = Array.from({ length: rows }, () => (random.next() < 0.04 ? 3 : random.int(3)));
  const probabilities = Float64Array.from(
    labels.flatMap((label) => {
      const odds = Array.from({ length: CLASSES }, (_, k) => Math.exp(random.normal() * 1.5 + (k === label ? 1 + k / 2 : 0) - (k === 3 ? 3 : 0)));
      const sum = odds.reduce((total, one) => total + one, 0);
      return odds.map((one) => one / sum);
    }),
  );
  return { classes: CLASSES, labels, probabilities };
}

function sumsOf({ labels, probabilities }: ReturnType<typeof draw>, from = 0, to = labels.length): OpenRankSums[] {
  const sums: OpenRankSums[] = Array.from({ length: CLASSES }, () => ({}));
  for (let row = from; row < to; row++) sums.forEach((of, k) => addRank(of, probabilities[row * CLASSES + k]!, labels[row] === k));
  return sums;
}

const widthOf = ({ interval }: { readonly interval: readonly [number, number] }): number => interval[1] - interval[0];

describe('sums of ranks', () => {
  it('have the areas and errors of all rows, and of their mean an error that is no smaller', () => {
    for (let n = 0; n < 10; n++) {
      const rows = draw(`model ${n}`, 3000);
      const [exact, summed] = [oneVsRestAuc(rows), areasOfRanks(sumsOf(rows))];
      exact.each.forEach((one, k) => {
        expect(Math.abs(summed.each[k]!.value - one.value)).toBeLessThan(5e-4);
        expect(Math.abs(widthOf(summed.each[k]!) / widthOf(one) - 1)).toBeLessThan(0.02);
      });
      expect(Math.abs(summed.macro.value - exact.macro.value)).toBeLessThan(3e-4);
      const wider = widthOf(summed.macro) / widthOf(exact.macro);
      expect(wider).toBeGreaterThan(1);
      expect(wider).toBeLessThan(2.1);
    }
  });

  it('of stretches add up to those of the whole', () => {
    const rows = draw('stretches', 1000);
    const [first, rest] = [sumsOf(rows, 0, 300), sumsOf(rows, 300)];
    first.forEach((sums, k) => addRanks(sums, rest[k]!));
    expect(first).toEqual(sumsOf(rows));
  });

  it('take probabilities of 0, of 1 and a little beyond, and know nothing where a class has no rows', () => {
    const sums: OpenRankSums = {};
    for (const probability of [0, 1, 1 + 1e-9, -1e-9, 0.5]) addRank(sums, probability, probability >= 1);
    expect(sums).toEqual({ '-80': [2, 0], 0: [1, 0], 80: [0, 2] });
    expect(areasOfRanks([sums]).each[0]!.value).toBe(1);
    expect(areasOfRanks([sums, {}]).macro.value).toBeNaN();
  });
});
