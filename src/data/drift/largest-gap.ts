/** The largest gap between two distribution functions, and the values between which the first sample has more than its part. */
export interface Gap {
  readonly gap: number;
  readonly from: number;
  readonly to: number;
}

/** The two-sample Kolmogorov-Smirnov statistic of two ascending samples. */
export function gapBetween(a: Float64Array, b: Float64Array): Gap {
  let [above, below, most, least] = [0, 0, NaN, NaN];
  if (a.length === 0 || b.length === 0) return { gap: 0, from: NaN, to: NaN };
  const see = (gap: number, value: number): void => {
    if (gap > above) [above, most] = [gap, value];
    if (gap < below) [below, least] = [gap, value];
  };
  // The gap is largest at a value of the first sample, or just before it.
  for (let i = 0, j = 0; i < a.length;) {
    const value = a[i]!;
    j = firstFrom(b, j, value);
    see(i / a.length - j / b.length, b[j - 1] ?? -Infinity);
    while (i < a.length && a[i] === value) i++;
    while (b[j] === value) j++;
    see(i / a.length - j / b.length, value);
  }
  // Up to where it has most too many, and from where it has most too few.
  return above >= -below ? { gap: above, from: -Infinity, to: most } : { gap: -below, from: least, to: Infinity };
}

/** The first position from `from` on that is not less than `value`; by strides that double, then by halves. */
function firstFrom(sorted: Float64Array, from: number, value: number): number {
  let stride = 1;
  while (from + stride <= sorted.length && sorted[from + stride - 1]! < value) stride *= 2;
  let [low, high] = [from + (stride >>> 1), Math.min(sorted.length, from + stride - 1)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
