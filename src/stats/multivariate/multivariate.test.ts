import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { rankSum } from '../hypotheses/rank-sum.ts';
import { auc } from '../metrics/auc.ts';
import { countPairs, learnPairs, scorePairs } from './pair-boosting.ts';
import { principalComponents, reconstructionErrors } from './principal-components.ts';

describe('rankSum', () => {
  it('is the area under the ROC curve, and turns with its samples', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        const [a, b] = [Float64Array.from(one), Float64Array.from(other)];
        const { above, twoSided } = rankSum(a, b);
        expect(above).toBeCloseTo(auc(Float64Array.from([...a, ...b]), Uint8Array.from([...a.map(() => 1), ...b.map(() => 0)])), 12);
        expect(rankSum(b, a).above).toBeCloseTo(1 - above, 12);
        expect(rankSum(b, a).twoSided).toBeCloseTo(twoSided, 12);
      }),
      { seed: 1 },
    );
  });

  it('comes near the exact p of all 184,756 ways to draw ten of twenty', () => {
    const ranks = Float64Array.from({ length: 20 }, (_, i) => i);
    // The number of ways to each rank sum, by dynamic programming.
    const ways = Array.from({ length: 11 }, () => new Float64Array(191));
    ways[0]![0] = 1;
    for (const rank of ranks) for (let k = 10; k > 0; k--) for (let sum = 190; sum >= rank; sum--) ways[k]![sum]! += ways[k - 1]![sum - rank]!;
    const all = ways[10]!.reduce((a, b) => a + b, 0);
    for (const shift of [3, 6, 8]) {
      const a = Float64Array.from([...Array(10).keys()].map((i) => Math.min(19, i + shift)));
      const sample = Float64Array.from(new Set(a)).slice(0, 10);
      const b = ranks.filter((rank) => !sample.includes(rank));
      if (sample.length < 10) continue;
      const sum = sample.reduce((x, y) => x + y, 0);
      const exact = ways[10]!.reduce((total, count, at) => total + (at >= sum ? count : 0), 0) / all;
      expect(Math.abs(rankSum(sample, b).greater - exact)).toBeLessThan(0.005);
    }
    expect(rankSum(new Float64Array(0), ranks)).toEqual({ above: 0.5, greater: 1, twoSided: 1 });
    expect(rankSum(Float64Array.of(1, 1), Float64Array.of(1))).toEqual({ above: 0.5, greater: 1, twoSided: 1 });
  });
});

describe('principal components', () => {
  const random = seededRandom('components');
  const factor = Float64Array.from({ length: 500 }, () => random.normal());
  const columns = [0.9, 0.8, 0.7, 0].map((part) => factor.map((value) => part * value + Math.sqrt(1 - part ** 2) * random.normal()));

  it('are orthonormal, and all of them leave nothing over', () => {
    const principal = principalComponents(columns, 1);
    const { components } = principal;
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    components.forEach((a, i) => components.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(Number(i === j), 9)));
    expect(Math.max(...reconstructionErrors(principal, columns).rows)).toBeLessThan(1e-18);
  });

  it('of a part of the variance leave the rest of it', () => {
    const principal = principalComponents(columns, 0.5);
    const { rows, columns: byColumn } = reconstructionErrors(principal, columns);
    const left = rows.reduce((a, b) => a + b, 0) / rows.length / columns.length;
    expect(left).toBeGreaterThan(0.2);
    expect(left).toBeLessThanOrEqual(0.5);
    expect(byColumn.reduce((sum, column) => sum + column[7]!, 0)).toBeCloseTo(rows[7]!, 12);
    expect(principalComponents([new Float64Array(5), new Float64Array(5).fill(3)], 0.65).components).toEqual([]);
  });
});

describe('pair boosting', () => {
  // Two codes of three that are equal in one sample and unrelated in the other: neither tells anything alone.
  const draw = (seed: string, rows: number, equal: boolean): Uint8Array[] => {
    const random = seededRandom(seed);
    const columns = Array.from({ length: 4 }, () => Uint8Array.from({ length: rows }, () => random.int(3)));
    if (equal) columns[2] = columns[0]!.map((code, row) => (row % 2 === 0 ? code : columns[2]![row]!));
    return columns;
  };
  const side = (columns: Uint8Array[]) => ({ columns, pairs: countPairs(columns) });

  it('tells apart what only two columns together tell, on rows that it has not seen, and says which', () => {
    const model = learnPairs(side(draw('a', 400, true)), side(draw('b', 900, false)));
    const { above, greater } = rankSum(scorePairs(model, draw('c', 400, true)), scorePairs(model, draw('d', 900, false)));
    expect(above).toBeGreaterThan(0.6);
    expect(greater).toBeLessThan(1e-9);
    const first = [...model.importance.keys()].sort((a, b) => model.importance[b]! - model.importance[a]!).slice(0, 2);
    expect(new Set(first)).toEqual(new Set([0, 2]));
  });

  it('learns nothing from no rows or one column', () => {
    expect(learnPairs(side(draw('a', 0, true)), side(draw('b', 10, false))).tables).toEqual([]);
    expect(scorePairs(learnPairs(side([Uint8Array.of(1)]), side([Uint8Array.of(2)])), [Uint8Array.of(1)])).toEqual(Float64Array.of(0));
  });
});
