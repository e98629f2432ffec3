import type { Bounds } from '../bounds.ts';
import { normalQuantile } from '../special/normal.ts';

/** A figure from a sample with its 1 - alpha interval; both NaN where the sample does not determine it. */
export interface Measured {
  readonly value: number;
  readonly interval: Bounds;
}

/** What a sample cannot tell. */
export const UNKNOWN: Measured = { value: NaN, interval: [NaN, NaN] };

/** The interval of a figure with a normal error, cut to where it can lie. */
export function normalInterval(value: number, standardError: number, { alpha, range }: { alpha: number; range: Bounds }): Measured {
  const half = normalQuantile(1 - alpha / 2) * standardError;
  return { value, interval: [Math.max(range[0], value - half), Math.min(range[1], value + half)] };
}

/**
 * The interval of a share whose normal error is better behaved as log-odds: it never leaves [0, 1] and leans towards the middle. At 0 and 1, where the
 * log-odds end, the interval is that of the plain error.
 */
export function logitInterval(value: number, standardError: number, alpha: number): Measured {
  if (!(value > 0 && value < 1)) return normalInterval(value, standardError, { alpha, range: [0, 1] });
  const centre = Math.log(value / (1 - value));
  const half = (normalQuantile(1 - alpha / 2) * standardError) / (value * (1 - value));
  const share = (x: number): number => 1 / (1 + Math.exp(-x));
  return { value, interval: [share(centre - half), share(centre + half)] };
}
