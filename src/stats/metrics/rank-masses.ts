import { requireRange, requireSameLength } from '../require-range.ts';

/** How rows stand to each other by score, when row i is positive to the part `positive[i]` and negative to the rest. */
export interface RankMasses {
  /** Area under the ROC curve; NaN when either mass is 0. */
  readonly auc: number;
  readonly positives: number;
  readonly negatives: number;
  /** For each row, the negative mass that scores below it, ties (and the row itself) counting half. */
  readonly below: Float64Array;
  /** For each row, the positive mass that scores above it, ties (and the row itself) counting half. */
  readonly above: Float64Array;
}

/** What is known of rows beforehand. */
export interface RankOptions {
  /** Rows by rising score, for callers who ask more than once. */
  readonly order?: Uint32Array | undefined;
  /** How many rows each stands for. @default 1 */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * The masses that the AUC and its errors are made of, in O(n log n). Labels of 0 and 1 give the usual area; probabilities give the area that is
 * expected of them (their trapezoid over cumulative p and 1 - p).
 */
export function rankMasses(scores: Float64Array, positive: ArrayLike<number>, { order = sortedByScore(scores), weights }: RankOptions = {}): RankMasses {
  requireSameLength(scores, positive, 'scores and labels');
  const n = scores.length;
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights?.[i] ?? 1;
    positives += weight * positive[i]!;
    negatives += weight * (1 - positive[i]!);
  }
  const below = new Float64Array(n);
  const above = new Float64Array(n);
  let [p, q, wins] = [0, 0, 0];
  for (let start = 0; start < n;) {
    let end = start;
    let [tiedP, tiedQ] = [0, 0];
    for (; end < n && scores[order[end]!] === scores[order[start]!]; end++) {
      const weight = weights?.[order[end]!] ?? 1;
      tiedP += weight * positive[order[end]!]!;
      tiedQ += weight * (1 - positive[order[end]!]!);
    }
    for (let at = start; at < end; at++) {
      below[order[at]!] = q + tiedQ / 2;
      above[order[at]!] = positives - p - tiedP / 2;
    }
    wins += tiedP * (q + tiedQ / 2);
    p += tiedP;
    q += tiedQ;
    start = end;
  }
  return { auc: positives > 0 && negatives > 0 ? wins / (positives * negatives) : NaN, positives, negatives, below, above };
}

/** Positions in order of rising score. Throws STATS_OUT_OF_RANGE for a score that is no number. */
export function sortedByScore(scores: Float64Array): Uint32Array {
  const order = new Uint32Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    requireRange(scores[i] === scores[i], `score ${i}`, { value: scores[i], must: 'a number' });
    order[i] = i;
  }
  return order.sort((a, b) => scores[a]! - scores[b]!);
}
