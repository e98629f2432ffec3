import { normalQuantile } from '../../stats/index.ts';
import { countBelow, type NumberYardstick } from './fit-numbers.ts';

/**
 * Each value as the normal quantile of its rank in the reference (ties at their middle; van der Waerden's scores): the same in any unit, and no
 * value is more than about 4. NaN where missing.
 */
export function normalScores({ sorted }: Pick<NumberYardstick, 'sorted'>, values: Float64Array): Float64Array {
  const known = new Map<number, number>();
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    let score = known.get(value);
    if (score === undefined) {
      const rank = (countBelow(sorted, value, 'less') + countBelow(sorted, value, 'equal')) / 2;
      known.set(value, (score = normalQuantile((rank + 0.5) / (sorted.length + 1))));
    }
    return score;
  });
}
