import { requireSameLength } from '../require-range.ts';
import { sortedByScore } from '../metrics/rank-masses.ts';

/** A rising curve through its points, straight between them and level beyond the first and the last; plain JSON. */
export interface RisingCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The rising curve nearest to the points in squares (pool adjacent violators: Ayer et al., Annals of Mathematical Statistics 1955), as scikit-learn's
 * `IsotonicRegression(out_of_bounds='clip')`: points of one x are averaged first, and only the ends of level stretches are kept.
 * @param options.order of the points by rising x, for callers who ask more than once
 * @param options.weights how often each point counts; 0 leaves it out
 */
export function isotonicRegression(x: Float64Array, y: ArrayLike<number>, options: { readonly order?: Uint32Array; readonly weights?: ArrayLike<number> } = {}): RisingCurve {
  requireSameLength(x, y, 'x and y');
  const { order = sortedByScore(x), weights } = options;
  const blocks: Block[] = [];
  for (let start = 0; start < order.length;) {
    const at = x[order[start]!]!;
    let [sum, weight] = [0, 0];
    for (; start < order.length && x[order[start]!] === at; start++) {
      const times = weights?.[order[start]!] ?? 1;
      sum += times * y[order[start]!]!;
      weight += times;
    }
    if (weight === 0) continue;
    blocks.push({ from: at, to: at, sum, weight });
    for (let last = blocks.length - 1; last > 0 && meanOf(blocks[last - 1]!) >= meanOf(blocks[last]!); last--) {
      const later = blocks.pop()!;
      const before = blocks[last - 1]!;
      blocks[last - 1] = { from: before.from, to: later.to, sum: before.sum + later.sum, weight: before.weight + later.weight };
    }
  }
  const points = blocks.flatMap((block) => (block.from === block.to ? [{ x: block.from, y: meanOf(block) }] : [block.from, block.to].map((end) => ({ x: end, y: meanOf(block) }))));
  return { x: points.map((point) => point.x), y: points.map((point) => point.y) };
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly weight: number;
}

const meanOf = (block: Block): number => block.sum / block.weight;

/** The curve's height at each x; NaN for a curve without points. */
export function heightsOf({ x: xs, y: ys }: RisingCurve, at: Float64Array): Float64Array {
  return at.map((x) => {
    if (xs.length === 0) return NaN;
    let [low, high] = [0, xs.length - 1];
    if (x <= xs[low]!) return ys[low]!;
    if (x >= xs[high]!) return ys[high]!;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (xs[middle]! <= x) low = middle;
      else high = middle;
    }
    return ys[low]! + ((ys[high]! - ys[low]!) * (x - xs[low]!)) / (xs[high]! - xs[low]!);
  });
}
