import { normalCdf } from '../special/normal.ts';

/** How the values of one sample lie among those of another. */
export interface RankSum {
  /** The chance that a value of A is above one of B, ties counting half: the area under the ROC curve; 0.5 of samples of one distribution. */
  readonly above: number;
  /** Chance of so large an area if both samples were of one distribution. */
  readonly greater: number;
  /** Chance of an area so far from 0.5, either way. */
  readonly twoSided: number;
}

/**
 * The rank sum test of Wilcoxon, Mann and Whitney (Ann. Math. Stat. 1947): normal approximation with continuity correction and the variance of ties, as scipy.stats.mannwhitneyu
 * has it (`method="asymptotic"`). From about 20 values a side on its far tails err on the safe side. O(n log n). NaN values must not be in it; p = 1 of an empty sample.
 */
export function rankSum(a: Float64Array, b: Float64Array): RankSum {
  const [first, second] = [a.slice().sort(), b.slice().sort()];
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { above: 0.5, greater: 1, twoSided: 1 };
  let wins = 0;
  let ties = 0;
  for (let i = 0, j = 0; i < n || j < m;) {
    const value = Math.min(first[i] ?? Infinity, second[j] ?? Infinity);
    const [fromA, fromB] = [i, j];
    while (i < n && first[i] === value) i++;
    while (j < m && second[j] === value) j++;
    wins += (i - fromA) * (fromB + (j - fromB) / 2);
    const tied = i - fromA + (j - fromB);
    ties += tied ** 3 - tied;
  }
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  const z = (of: number): number => (variance > 0 ? (of - (n * m) / 2 - 0.5) / Math.sqrt(variance) : 0);
  const greater = normalCdf(-z(wins));
  const less = normalCdf(-z(n * m - wins));
  return { above: wins / (n * m), greater: variance > 0 ? greater : 1, twoSided: variance > 0 ? Math.min(1, 2 * Math.min(greater, less)) : 1 };
}
