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
 * How finely the numbers of a column are written: of each, the position of its last decimal digit that is not zero, counted from three digits above the column's `scale`;
 * the last class takes all that is finer. For an instant, the largest of the usual steps that it is a multiple of.
 */
export function resolutionOf(kind: ColumnKind, scale: number): (value: number) => number {
  if (kind === 'timestamp')
    return (value) => {
      const step = STEPS.findIndex((ms) => value % ms === 0);
      return step < 0 ? STEPS.length : step;
    };
  const units = new Float64Array(RESOLUTIONS - 1);
  for (let digits = 0, unit = 10 ** (-3 - scale); digits < units.length; digits++, unit *= 10) units[digits] = unit;
  return (value) => {
    for (let digits = 0; digits < units.length; digits++) {
      const scaled = value * units[digits]!;
      // Decimal fractions are not exact in binary, and less so after a change of unit.
      if (Math.abs(scaled - Math.round(scaled)) <= 1e-9 + 1e-12 * Math.abs(scaled)) return digits;
    }
    return RESOLUTIONS - 1;
  };
}
