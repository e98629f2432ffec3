import { binomialDensity, normalCdf } from '../../stats/index.ts';
import type { ValueCounts } from './value-counts.ts';

/** Values, or rows, that occur so often in both samples together; how much each pair of them counts; and the counts that the batch may have of them, with their logarithmic chances. */
interface Heap {
  readonly heaps: number;
  readonly weight: number;
  readonly from: number;
  readonly logs: Float64Array;
}

const ROUNDS = 50;

/**
 * The chance of at least so many pairs of like rows in a batch that is more of the reference, where rows repeat by nature: given how often each row occurs in both together,
 * its count in the batch is binomial. A pair of rare rows counts more than one of common rows, by the ratio of what doubled rows would add to the variance of what comes by
 * nature. Their weighted sum by the saddlepoint of Lugannani and Rice (Adv. Appl. Prob. 1980) in Barndorff-Nielsen's form, less half of the heaviest pair for its steps.
 */
export function moreHeapsThanUsual<V>(batch: ValueCounts<V>, usual: ValueCounts<V>): number {
  const part = batch.total / (batch.total + usual.total);
  const weigh = (together: number): number => 1 / (together * (1 + 2 * together * part));
  const times = new Map<number, number>();
  let pairs = -weigh(2) / 2;
  for (const [value, count] of usual.counts) add(times, count + batch.of(value));
  for (const [value, count] of batch.counts) {
    const together = count + usual.of(value);
    if (together === count) add(times, count);
    pairs += (weigh(together) * count * (count - 1)) / 2;
  }
  const heaps = [...times].flatMap(([together, found]) => (together < 2 ? [] : [heapOf(together, part, { heaps: found, weight: weigh(together) })]));
  let tilt = 0;
  let at = cumulants(heaps, tilt);
  if (pairs <= at.mean) return 1;
  for (let round = 0; round < ROUNDS && Math.abs(pairs - at.mean) > 1e-6 * Math.sqrt(at.variance); round++) {
    let step = (pairs - at.mean) / at.variance;
    let next = cumulants(heaps, tilt + step);
    while (next.k - (tilt + step) * pairs > at.k - tilt * pairs && Math.abs(step) > 1e-9) next = cumulants(heaps, tilt + (step /= 2));
    [tilt, at] = [tilt + step, next];
  }
  const w = Math.sqrt(Math.max(0, 2 * (tilt * pairs - at.k)));
  const z = tilt * Math.sqrt(at.variance);
  return w < 1e-4 ? 0.5 : Math.min(1, normalCdf(-(w + Math.log(z / w) / w)));
}

const add = (to: Map<number, number>, key: number): void => void to.set(key, (to.get(key) ?? 0) + 1);

/** Counts farther from the mean than this many deviations are not looked at. */
const FAR = 12;

function heapOf(together: number, part: number, about: Pick<Heap, 'heaps' | 'weight'>): Heap {
  const [mean, sd] = [together * part, Math.sqrt(together * part * (1 - part))];
  const from = Math.max(0, Math.floor(mean - FAR * sd));
  const to = Math.min(together, Math.ceil(mean + FAR * sd + FAR));
  return { ...about, from, logs: Float64Array.from({ length: to - from + 1 }, (_, i) => Math.log(binomialDensity(from + i, together, part))) };
}

function cumulants(heaps: readonly Heap[], tilt: number): { readonly k: number; readonly mean: number; readonly variance: number } {
  let [k, mean, variance] = [0, 0, 0];
  for (const { heaps: times, weight, from, logs } of heaps) {
    let [most, all, first, second] = [-Infinity, 0, 0, 0];
    const pairsAt = (i: number): number => (weight * (from + i) * (from + i - 1)) / 2;
    for (let i = 0; i < logs.length; i++) most = Math.max(most, logs[i]! + tilt * pairsAt(i));
    for (let i = 0; i < logs.length; i++) {
      const chance = Math.exp(logs[i]! + tilt * pairsAt(i) - most);
      all += chance;
      first += chance * pairsAt(i);
      second += chance * pairsAt(i) ** 2;
    }
    k += times * (most + Math.log(all));
    mean += times * (first / all);
    variance += times * (second / all - (first / all) ** 2);
  }
  return { k, mean, variance };
}
