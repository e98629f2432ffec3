import { betaQuantile, chiSquareSf, historyThreshold } from '../../../stats/index.ts';

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
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const hits = parts.reduce((sum, part) => sum + part.hits, 0);
  const pooled = hits >= rows ? 1 : betaQuantile(1 - alpha, hits + 1, rows - hits);
  return alike(parts, rows, hits) ? pooled : Math.max(pooled, nextShare(parts, alpha));
}

/** The Student prediction limit of the next part's share, on the scale arcsin √share, where shares vary alike. */
export function nextShare(parts: readonly Part[], alpha: number): number {
  const angles = parts.filter((part) => part.rows > 0).map((part) => Math.asin(Math.sqrt(part.hits / part.rows)));
  return Math.sin(Math.min(Math.PI / 2, historyThreshold(angles, alpha))) ** 2;
}

/** Pearson's test that all parts have one share. */
function alike(parts: readonly Part[], rows: number, hits: number): boolean {
  if (hits === 0 || hits === rows) return true;
  const rate = hits / rows;
  const statistic = parts.reduce((sum, part) => sum + (part.hits - part.rows * rate) ** 2 / (part.rows * rate * (1 - rate)), 0);
  return chiSquareSf(statistic, parts.length - 1) > UNLIKE;
}
