import { requireSameLength } from '../require-range.ts';
import { logitInterval, type Measured, UNKNOWN } from './measured.ts';
import { sortedByScore } from './rank-masses.ts';

/**
 * Average precision: the sum over falling thresholds of precision times what recall gains, rows of one score together (as scikit-learn's
 * `average_precision_score`). NaN without a label 1. The interval is the logit interval of Boyd, Eng & Page (ECML 2013), which counts the rows of label 1 alone.
 */
export function averagePrecision(scores: Float64Array, labels: Uint8Array, alpha = 0.05): Measured {
  requireSameLength(scores, labels, 'scores and labels');
  const order = sortedByScore(scores);
  let [hits, rows, sum] = [0, 0, 0];
  for (let end = order.length; end > 0;) {
    const score = scores[order[end - 1]!];
    const before = hits;
    for (; end > 0 && scores[order[end - 1]!] === score; end--) {
      rows++;
      hits += labels[order[end - 1]!]!;
    }
    sum += (hits - before) * (hits / rows);
  }
  if (hits === 0) return UNKNOWN;
  const value = sum / hits;
  return logitInterval(value, Math.sqrt((value * (1 - value)) / hits), alpha);
}
