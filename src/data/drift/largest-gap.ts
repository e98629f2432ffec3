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
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const gap = i / a.length - j / b.length;
    if (gap > above) [above, most] = [gap, value];
    if (gap < below) [below, least] = [gap, value];
  }
  // Up to where it has most too many, and from where it has most too few.
  return above >= -below ? { gap: above, from: -Infinity, to: most } : { gap: -below, from: least, to: Infinity };
}
