import type { Random } from '../../kernel/index.ts';
import { requireRange, requireSameLength } from '../require-range.ts';
import { bootstrapMean } from './bootstrap-mean.ts';
import type { Measured } from './measured.ts';
import type { MeasureOptions } from './measure-binary.ts';

/** What is measured of a ranking within groups (queries, sessions, users), in this order. */
export const RANKING_METRICS = ['ndcg', 'map', 'mrr', 'recall'] as const;
export type RankingMetric = (typeof RANKING_METRICS)[number];

/** Rows of all groups, in any order. */
export interface RankedRows {
  readonly scores: Float64Array;
  /** 0 for what nobody wanted; more is better. Everything above 0 is relevant. */
  readonly relevance: Float64Array;
  /** The group of each row: any number that names it. */
  readonly groups: ArrayLike<number>;
}

/** How a ranking did. */
export interface RankingMeasures {
  readonly metrics: Readonly<Record<RankingMetric, Measured>>;
  /** Groups with something relevant; the figures are means over these. */
  readonly groups: number;
  /** Groups without: there was nothing to rank first. */
  readonly empty: number;
}

/**
 * NDCG@k (gains as given, discount log2(rank + 1), rows of one score sharing their mean gain, as scikit-learn's `ndcg_score`), mean average precision, mean reciprocal
 * rank, and the share of a group's relevant rows among its first k; each the mean over groups with a bootstrap interval over groups.
 * Where rows of one score stand in the last three, the irrelevant are taken to come first, so that no order of rows flatters.
 * @example
 * measureRanking({ scores, relevance, groups }, { k: 10, random: seededRandom(1) }).metrics.ndcg;
 */
export function measureRanking(rows: RankedRows, options: MeasureOptions & { readonly k?: number; readonly random: Random }): RankingMeasures {
  const { scores, relevance, groups } = rows;
  const { k = 10, alpha = 0.05, random } = options;
  requireSameLength(scores, relevance, 'scores and relevances');
  requireSameLength(scores, groups, 'scores and groups');
  requireRange(Number.isInteger(k) && k > 0, 'k', { value: k, must: 'a whole number above 0' });
  for (let i = 0; i < scores.length; i++)
    requireRange(relevance[i]! >= 0 && scores[i] === scores[i], `row ${i}`, { value: `${scores[i]}, ${relevance[i]}`, must: 'a score and a relevance ≥ 0' });
  const order = Uint32Array.from(scores.keys()).sort((a, b) => groups[a]! - groups[b]! || scores[b]! - scores[a]! || relevance[a]! - relevance[b]!);
  const means: Record<RankingMetric, number[]> = { ndcg: [], map: [], mrr: [], recall: [] };
  let empty = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && groups[order[end]!] === groups[order[start]!]) end++;
    const group = order.subarray(start, end);
    const gains = Float64Array.from(group, (i) => relevance[i]!);
    start = end;
    if (!gains.some((gain) => gain > 0)) empty++;
    else
      for (const [metric, value] of Object.entries(
        measureGroup(
          gains,
          Float64Array.from(group, (i) => scores[i]!),
          k,
        ),
      ))
        means[metric as RankingMetric].push(value);
  }
  const measure = (metric: RankingMetric): Measured => bootstrapMean(Float64Array.from(means[metric]), random.fork(metric), alpha);
  return { metrics: { ndcg: measure('ndcg'), map: measure('map'), mrr: measure('mrr'), recall: measure('recall') }, groups: means.ndcg.length, empty };
}

/** One group, its rows in order of falling score, something relevant among them. */
function measureGroup(gains: Float64Array, scores: Float64Array, k: number): Record<RankingMetric, number> {
  const discount = (rank: number): number => (rank < k ? 1 / Math.log2(rank + 2) : 0);
  const gainOf = (sorted: Float64Array): number => sorted.reduce((sum, gain, rank) => sum + gain * discount(rank), 0);
  const ideal = gainOf(gains.toSorted().reverse());
  let [hits, precisions, first, early] = [0, 0, 0, 0];
  gains.forEach((gain, rank) => {
    if (gain <= 0) return;
    hits++;
    precisions += hits / (rank + 1);
    if (first === 0) first = 1 / (rank + 1);
    if (rank < k) early++;
  });
  return { ndcg: gainOf(shareTies(gains, scores)) / ideal, map: precisions / hits, mrr: first, recall: early / hits };
}

/** Gains with the mean of its tie in each place (McSherry & Najork, ECIR 2008). */
function shareTies(gains: Float64Array, scores: Float64Array): Float64Array {
  const shared = new Float64Array(gains.length);
  for (let start = 0; start < gains.length;) {
    let end = start;
    let sum = 0;
    for (; end < gains.length && scores[end] === scores[start]; end++) sum += gains[end]!;
    shared.fill(sum / (end - start), start, end);
    start = end;
  }
  return shared;
}
