import { angleOfShare, betaQuantile, chiSquareSf, historyThreshold, shareOfAngle } from '../../../stats/index.ts';

/** Rows of one part of what was seen, and how many of them failed a test that was made from the other parts. */
export interface Part {
  readonly rows: number;
  readonly hits: number;
}

/** Parts as unlike as this by chance, or more, count as alike. */
const UNLIKE = 0.01;

/**
 * A share that the next batch's exceeds with chance `alpha` at most: Clopper and Pearson's upper limit of all parts together and, where parts differ by more than chance, `nextShare`.
 */
export function boundShare(parts: readonly Part[], alpha: number): number {
  const { rows, hits } = total(parts);
  const pooled = hits >= rows ? 1 : betaQuantile(1 - alpha, hits + 1, rows - hits);
  return alike(parts) ? pooled : Math.max(pooled, nextShare(parts, alpha));
}

/** The Student prediction limit of the next part's share, on the scale arcsin √share, where shares vary alike. */
export function nextShare(parts: readonly Part[], alpha: number): number {
  const angles = parts.filter((part) => part.rows > 0).map((part) => angleOfShare(part.hits / part.rows));
  return shareOfAngle(historyThreshold(angles, alpha));
}

/** Pearson's test that all parts have one share. */
export function alike(parts: readonly Part[]): boolean {
  const { rows, hits } = total(parts);
  if (hits === 0 || hits === rows) return true;
  const rate = hits / rows;
  const statistic = parts.reduce((sum, part) => sum + (part.hits - part.rows * rate) ** 2 / (part.rows * rate * (1 - rate)), 0);
  return chiSquareSf(statistic, parts.length - 1) > UNLIKE;
}

const total = (parts: readonly Part[]): Part => parts.reduce((sum, part) => ({ rows: sum.rows + part.rows, hits: sum.hits + part.hits }), { rows: 0, hits: 0 });
