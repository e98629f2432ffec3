import { requireSameLength } from '../require-range.ts';
import { chiSquareSf } from '../special/gamma-sf.ts';

/** What a chi-square test found; `df` is the number of cells left after pooling, less one. */
export interface ContingencyResult {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  /**
   * The p by Cressie and Read's power divergence (JRSS-B 1984) of power 1/3 instead of Pearson's, which is that of power 1: as good in the middle, and right far out too. Where few are
   * expected in a cell Pearson's p may be a hundredth of the exact one at 1e-6. For one test of many.
   */
  readonly tailP: number;
}

/** Cells are pooled until both samples expect at least this many in each (Cochran 1954). */
const MIN_EXPECTED = 5;

/**
 * Do two count vectors over the same cells come from one distribution? Pearson's two-sample (contingency) chi-square: both samples carry
 * noise, so the reference is never taken for the truth. Cells in which either sample expects fewer than 5 are pooled into one;
 * if that is still too small, it joins the smallest cell that is left. p = 1 when a sample is empty or one cell holds everything.
 * @example
 * twoSampleContingency([30, 70], [50, 50]); // { statistic: 8.33, df: 1, p: 0.0039, tailP: 0.0038 }
 */
export function twoSampleContingency(countsA: ArrayLike<number>, countsB: ArrayLike<number>): ContingencyResult {
  requireSameLength(countsA, countsB, 'the two count vectors');
  let nA = 0;
  let nB = 0;
  for (let i = 0; i < countsA.length; i++) {
    nA += countsA[i]!;
    nB += countsB[i]!;
  }
  if (nA <= 0 || nB <= 0) return { statistic: 0, df: 0, p: 1, tailP: 1 };
  const minTotal = (MIN_EXPECTED * (nA + nB)) / Math.min(nA, nB);
  const kept: [a: number, b: number][] = [];
  let restA = 0;
  let restB = 0;
  for (let i = 0; i < countsA.length; i++) {
    const a = countsA[i]!;
    const b = countsB[i]!;
    if (a + b >= minTotal) kept.push([a, b]);
    else {
      restA += a;
      restB += b;
    }
  }
  if (restA + restB >= minTotal || kept.length === 0) kept.push([restA, restB]);
  else if (restA + restB > 0) {
    const smallest = kept.reduce((least, cell) => (cell[0] + cell[1] < least[0] + least[1] ? cell : least));
    smallest[0] += restA;
    smallest[1] += restB;
  }
  if (kept.length < 2) return { statistic: 0, df: 0, p: 1, tailP: 1 };
  let statistic = 0;
  let divergence = 0;
  for (const [a, b] of kept) {
    // Both rows of the cell at once: (a·nB - b·nA)² / (nA·nB·(a + b)).
    const gap = a * nB - b * nA;
    statistic += ((gap / nA) * (gap / nB)) / (a + b);
    const pooled = (a + b) / (nA + nB);
    divergence += a * Math.cbrt(a / nA / pooled) + b * Math.cbrt(b / nB / pooled);
  }
  const df = kept.length - 1;
  // 2 / (1/3 · 4/3) · Σ count ((count / expected)^(1/3) - 1).
  const powerDivergence = 4.5 * (divergence - nA - nB);
  return { statistic, df, p: chiSquareSf(statistic, df), tailP: chiSquareSf(Math.max(0, powerDivergence), df) };
}
