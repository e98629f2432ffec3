/** The different values of an ascending sample, each with its place in another. */
export interface Places {
  readonly values: Float64Array;
  /** How many of the sample are at most so large. */
  readonly ends: Int32Array;
  /** How many of the other are less, and at most so large. */
  readonly less: Int32Array;
  readonly upTo: Int32Array;
}

/** Places one ascending sample in another. */
export function placeValues(sample: Float64Array, other: Float64Array): Places {
  const values = new Float64Array(sample.length);
  const [ends, less, upTo] = [new Int32Array(sample.length), new Int32Array(sample.length), new Int32Array(sample.length)];
  let different = 0;
  for (let i = 0, j = 0; i < sample.length; different++) {
    const value = sample[i]!;
    values[different] = value;
    less[different] = j = firstFrom(other, j, value);
    // One that is there mostly is there once.
    if (other[j] === value && other[++j] === value) j = firstFrom(other, j, value, 'equal');
    upTo[different] = j;
    while (i < sample.length && sample[i] === value) i++;
    ends[different] = i;
  }
  return { values: values.subarray(0, different), ends: ends.subarray(0, different), less: less.subarray(0, different), upTo: upTo.subarray(0, different) };
}

/** The largest gap between two distribution functions, and the values between which the first sample has more than its part. */
export interface Gap {
  readonly gap: number;
  readonly from: number;
  readonly to: number;
}

/** The two-sample Kolmogorov-Smirnov statistic of a sample and another ascending one, from the places of the first in the other. */
export function largestGap({ values, ends, less, upTo }: Places, other: Float64Array): Gap {
  const [rows, others] = [ends.at(-1) ?? 0, other.length];
  if (rows === 0 || others === 0) return { gap: 0, from: NaN, to: NaN };
  let [above, below, most, least] = [0, 0, NaN, NaN];
  // The gap is largest at a value of the first sample, or just before it.
  for (let i = 0; i < values.length; i++) {
    const before = (i === 0 ? 0 : ends[i - 1]!) / rows - less[i]! / others;
    if (before > above) [above, most] = [before, other[less[i]! - 1] ?? -Infinity];
    if (before < below) [below, least] = [before, other[less[i]! - 1] ?? -Infinity];
    const at = ends[i]! / rows - upTo[i]! / others;
    if (at > above) [above, most] = [at, values[i]!];
    if (at < below) [below, least] = [at, values[i]!];
  }
  // Up to where it has most too many, and from where it has most too few.
  return above >= -below ? { gap: above, from: -Infinity, to: most } : { gap: -below, from: least, to: Infinity };
}

/** So many values are looked at one by one before strides are taken: a batch's next value is mostly near, and what is foreseen costs less than halving. */
const NEAR = 24;

/** The first position from `from` on that is not less than `value` (`or` equal to it); by strides that double, then by halves. */
function firstFrom(sorted: Float64Array, from: number, value: number, or: 'less' | 'equal' = 'less'): number {
  const near = Math.min(sorted.length, from + NEAR);
  let start = from;
  if (or === 'less') while (start < near && sorted[start]! < value) start++;
  else while (start < near && sorted[start]! <= value) start++;
  if (start < near || start === sorted.length) return start;
  const isBefore = (position: number): boolean => sorted[position]! < value || (or === 'equal' && sorted[position] === value);
  let stride = 1;
  while (start + stride <= sorted.length && isBefore(start + stride - 1)) stride *= 2;
  let [low, high] = [start + (stride >>> 1), Math.min(sorted.length, start + stride - 1)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
