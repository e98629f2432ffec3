import { historyThreshold } from '../../stats/index.ts';

/** How often the bound fails to hold the next natural day. */
const EXCEEDED = 0.01;
/** The largest value ever seen, times this, is never beyond nature. */
const HEADROOM = 1.1;

/**
 * How far a quantity goes on a natural day, judged by how far it went on each of `history`'s days: Student's prediction limit
 * (mean + 3 sd, the usual rule, errs 3.5 % on one side at k = 5), and at least a tenth above the largest day. Never above 1.
 * With fewer than two days nothing is known but those days.
 */
export function naturalBound(history: readonly number[]): number {
  const largest = history.reduce((a, b) => Math.max(a, b), 0) * HEADROOM;
  return Math.min(1, history.length < 2 ? largest : Math.max(largest, historyThreshold(history, EXCEEDED)));
}

/**
 * The total variation distance that chance alone puts between `n` rows drawn from a distribution and that distribution, on average:
 * half the sum of the mean absolute deviations of its multinomial counts (normal approximation √(2pq/πn), at most the exact limit 2pq of rare cells).
 */
export function samplingDistance(shares: readonly number[], n: number): number {
  if (n <= 0) return 1;
  let sum = 0;
  for (const p of shares) sum += Math.min(Math.sqrt((2 * p * (1 - p)) / (Math.PI * n)), 2 * p * (1 - p));
  return sum / 2;
}
