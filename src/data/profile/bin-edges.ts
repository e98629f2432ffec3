/** A bin may hold at most this share of the rows, unless one value alone holds more. */
const SHARE = 0.05;
const MAX_BINS = 20;

/** Distinct values in ascending order, and how many rows hold each. */
export interface DistinctNumbers {
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

interface Bin {
  readonly start: number;
  readonly rows: number;
  /** One value that holds the full share alone. */
  readonly heavy: boolean;
}

/**
 * Interior edges of at most 20 bins of about 5 % of the rows each: bin i holds edges[i-1] ≤ x < edges[i].
 * A value that alone holds 5 % gets a bin of its own, so that a shift in it cannot hide among its neighbours.
 */
export function binEdges({ values, counts }: DistinctNumbers): number[] {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  const target = total * SHARE;
  const bins: Bin[] = [];
  let start = 0;
  let rows = 0;
  const close = (next: number): void => {
    if (rows > 0) bins.push({ start: values[start]!, rows, heavy: next - start === 1 && rows >= target });
    start = next;
    rows = 0;
  };
  for (let i = 0; i < values.length; i++) {
    if (counts[i]! >= target) close(i);
    rows += counts[i]!;
    if (rows >= target) close(i + 1);
  }
  close(values.length);
  while (bins.length > MAX_BINS) mergeLightest(bins);
  return bins.slice(1).map((bin) => bin.start);
}

/** Joins the two neighbours that hold least together, sparing heavy values while there is another pair. */
function mergeLightest(bins: Bin[]): void {
  let best = 0;
  let bestRows = Infinity;
  for (let i = 0; i + 1 < bins.length; i++) {
    const pair = bins[i]!.rows + bins[i + 1]!.rows + (bins[i]!.heavy || bins[i + 1]!.heavy ? 1e15 : 0);
    if (pair < bestRows) [best, bestRows] = [i, pair];
  }
  const [left, right] = [bins[best]!, bins[best + 1]!];
  bins.splice(best, 2, { start: left.start, rows: left.rows + right.rows, heavy: false });
}

/** The bin of a number: how many edges it reaches. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value >= edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
