import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/index.ts';
import type { ColumnKind } from '../columns.ts';

/** Classes of how finely a value is written: 0 is the coarsest. */
export const RESOLUTIONS = 12;

/** Steps that instants are rounded to, the coarsest first. */
const STEPS = [DAY, HOUR, 15 * MINUTE, 5 * MINUTE, MINUTE, SECOND];

/** Decimals are counted from the digit of the column's usual size, so that a change of unit by a power of ten changes no class. */
export function scaleOf(sorted: ArrayLike<number>): number {
  const sizes = Float64Array.from(sorted, Math.abs)
    .filter((size) => size > 0 && Number.isFinite(size))
    .sort();
  return sizes.length === 0 ? 0 : Math.floor(Math.log10(sizes[sizes.length >>> 1]!) + 1e-9);
}

/**
 * How finely a number is written: the position of its last decimal digit that is not zero, counted from three digits above the column's `scale`;
 * the last class takes all that is finer. For an instant, the largest of the usual steps that it is a multiple of.
 */
export function resolutionOf(value: number, kind: ColumnKind, scale: number): number {
  if (kind === 'timestamp') {
    const step = STEPS.findIndex((ms) => value % ms === 0);
    return step < 0 ? STEPS.length : step;
  }
  let unit = 10 ** (-3 - scale);
  for (let digits = 0; digits < RESOLUTIONS - 1; digits++, unit *= 10) {
    const scaled = value * unit;
    // Decimal fractions are not exact in binary, and less so after a change of unit.
    if (Math.abs(scaled - Math.round(scaled)) <= 1e-9 + 1e-12 * Math.abs(scaled)) return digits;
  }
  return RESOLUTIONS - 1;
}
