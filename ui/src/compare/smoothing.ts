/**
 * The exponential moving average of a curve, corrected for its start (Kingma & Ba 2015, arXiv:1412.6980, section 3), so that the first points are not drawn to zero.
 * @param weight how much of the past stays, 0 (none, the curve itself) to 1 (exclusive); points without a value stay without
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let mean = 0;
  let seen = 0;
  return values.map((value) => {
    if (value === null) return null;
    mean = mean * weight + value * (1 - weight);
    seen += 1;
    return mean / (1 - weight ** seen);
  });
}
