import { angleOfShare, historyThreshold, shareOfAngle } from '../../../stats/index.ts';

/**
 * What the size of a change between tables, a share or a distance, exceeds next time with chance `level` at most, going by earlier sizes: the larger of two of Student's prediction limits. One is taken on the
 * scale arcsin √size, on which shares vary alike by chance; the other of log size, for what differs between tables by its nature, where a few differ much more than most.
 */
export function limitChange(sizes: readonly number[], level: number): number {
  const known = sizes.map((size) => Math.min(1, Number.isNaN(size) ? 1 : size));
  const byChance = shareOfAngle(historyThreshold(known.map(angleOfShare), level));
  const byNature = known.every((size) => size > 0) ? Math.exp(historyThreshold(known.map(Math.log), level)) : 0;
  return Math.min(1, Math.max(byChance, byNature));
}
