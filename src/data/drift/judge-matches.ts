import { betaCdf, binomialChance, continuousChance, type DiscreteTest, gammaSf } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { moreHeapsThanUsual } from './judge-heaps.ts';
import { rowsWhere, type Trace } from './trace.ts';
import { rowKeys } from './row-keys.ts';
import { type Matches, ValueCounts } from './value-counts.ts';

/**
 * The chance of at least so many pairs of like rows if the batch were more of the reference. Few pairs are Poisson, so that given their sum with the reference's
 * the batch's are binomial with the part n² / (n² + m²) of all pairs. Where triples make the pairs come in heaps, heaps are Poisson, of a size that gives
 * the variance of a U-statistic, E[pairs] + 6 E[triples], and that of the reference's own rate (Hoeffding, Ann. Math. Stat. 1948).
 */
export function moreMatchesThanUsual(batch: Matches, usual: Matches): DiscreteTest & { readonly expected: number } {
  const part = batch.rows / Math.max(1, usual.rows);
  const expected = usual.pairs * part ** 2;
  const chance = part ** 2 / (1 + part ** 2);
  const heaps = 6 * usual.triples * part ** 3;
  if (usual.rows < 2) return { p: 1, chance: () => 0, expected };
  if (comeInHeaps(usual, batch.rows)) {
    if (batch.pairs <= expected) return { p: 1, chance: continuousChance, expected };
    const variance = expected + heaps + part ** 4 * (usual.pairs + 6 * usual.triples);
    const heap = variance / expected;
    return { p: 1 - gammaSf(expected / heap, batch.pairs / heap), chance: continuousChance, expected };
  }
  // P(X ≥ k) of a binomial X with N trials is the incomplete beta function I_w(k, N - k + 1).
  const p = batch.pairs <= expected ? 1 : betaCdf(chance, batch.pairs, usual.pairs + 1);
  return { p, chance: binomialChance({ trials: batch.pairs + usual.pairs, chance }), expected };
}

/** Whether triples make the pairs of a batch come in heaps. */
const comeInHeaps = ({ rows, pairs, triples }: Matches, batchRows: number): boolean => 6 * triples * (batchRows / rows) > 0.1 * pairs;

/** More rows that are alike in all columns than usual: a batch that was loaded twice, a retry that was not told from a new row. */
export function judgeMatches(reference: { readonly matches: Matches; readonly keys: ValueCounts<number> }, batch: Batch): Trace {
  const keys = rowKeys(batch);
  const counts = new ValueCounts<number>();
  for (const key of keys) counts.add(key);
  const { expected, ...pairs } = moreMatchesThanUsual(counts.matches(), reference.matches);
  const { p, chance } = comeInHeaps(reference.matches, batch.rows) ? { p: moreHeapsThanUsual(counts, reference.keys), chance: continuousChance } : pairs;
  const rows = (): number[] => {
    const seen = new Set<number>();
    return rowsWhere(batch.rows, (row) => seen.has(keys[row]!) || !seen.add(keys[row]!));
  };
  const effect = (batch.rows - counts.counts.size) / Math.max(1, batch.rows);
  return { kind: 'duplicates', column: '*', other: null, value: null, effect, usual: Math.min(1, expected / Math.max(1, batch.rows)), p, chance, rows };
}
