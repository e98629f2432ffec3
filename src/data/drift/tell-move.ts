/** Where numbers lie: their middle and their standard deviation, or a robust stand-in for it. */
export interface Place {
  readonly middle: number;
  readonly deviation: number;
}

/** How numbers came to lie elsewhere. */
export interface Move {
  /** What brings them back to where they were, such as `divided by 1,000`; null where no usual change of unit does. */
  readonly unit: string | null;
  /** Standard deviations of before, > 0 upwards. */
  readonly deviations: number;
  /** How much they differ among each other, beside before. */
  readonly spread: number;
}

/** Usual changes of unit: what was x is factor · x + offset. Powers of ten, seconds and minutes, hours and days, and the common measures. */
const UNITS: readonly { readonly factor: number; readonly offset?: number; readonly back: string; readonly forth: string }[] = [
  ...[10, 100, 1_000, 1_000_000, 24, 60, 3_600].map((factor) => {
    const by = factor.toLocaleString('en-US');
    return { factor, back: `divided by ${by}`, forth: `multiplied by ${by}` };
  }),
  { factor: 1.609344, back: 'from kilometres to miles', forth: 'from miles to kilometres' },
  { factor: 3.28084, back: 'from feet to metres', forth: 'from metres to feet' },
  { factor: 2.54, back: 'from centimetres to inches', forth: 'from inches to centimetres' },
  { factor: 2.204623, back: 'from pounds to kilograms', forth: 'from kilograms to pounds' },
  { factor: 1.8, offset: 32, back: 'from Fahrenheit to Celsius', forth: 'from Celsius to Fahrenheit' },
];

/** Values are back when their middle is so near to what it was, in standard deviations, and their spread differs by no more than this factor. */
const NEAR = 0.5;
const ALIKE = 1.5;
/** Rows of one day differ less than those of many: by this factor at most where the unit is far from one, so that little else can be meant. */
const NARROW = 4;
const FAR = 10;

/**
 * Tells a change of unit from a move: a unit multiplies all values, and with them what they differ by, where a season or a new market moves them and leaves that much as it was.
 * Null where it cannot be said.
 * @example tellMove({ middle: 5, deviation: 1 }, { middle: 5_000, deviation: 1_000 })?.unit // 'divided by 1,000'
 */
export function tellMove(before: Place, now: Place): Move | null {
  if (!(before.deviation > 0) || !(now.deviation > 0)) return null;
  const isBack = (middle: number, deviation: number, factor: number): boolean =>
    Math.abs(middle - before.middle) <= NEAR * before.deviation && deviation <= ALIKE * before.deviation && before.deviation <= (factor < FAR ? ALIKE : NARROW) * deviation;
  const fits = UNITS.flatMap(({ factor, offset = 0, back, forth }) => [
    ...(isBack((now.middle - offset) / factor, now.deviation / factor, factor) ? [back] : []),
    ...(isBack(now.middle * factor + offset, now.deviation * factor, factor) ? [forth] : []),
  ]);
  return { unit: fits[0] ?? null, deviations: (now.middle - before.middle) / before.deviation, spread: now.deviation / before.deviation };
}

/** What most often lies behind numbers of which nearly all lie outside the reference, or a part of them: where to look first, not a verdict. */
export function tellOutside(column: string, whole: boolean, move: Move | null | undefined): string {
  if (!whole) return `a part of the rows in another unit, or broken at its source`;
  if (!move) return `another unit or scale of ${column}: a factor of 10, 60, 100 or 1,000`;
  if (move.unit !== null) return `another unit of ${column}: ${move.unit.startsWith('from') ? `converted ${move.unit}` : move.unit}, the values lie where the reference does`;
  const far = Math.abs(move.deviations);
  const moved = `${column} moved as a whole ${move.deviations > 0 ? 'up' : 'down'}, by ${far < 10 ? far.toFixed(1) : Math.round(far).toLocaleString('en-US')} standard deviations`;
  return `${moved}, beyond what the reference has seen, and its values differ among each other ${Number(move.spread.toPrecision(2))} times as much: a season, a new market or another source, rather than another unit, which would have multiplied both`;
}

/** What to do about it, after `find what writes the column`. */
export const mendOutside = (move: Move | null | undefined): string =>
  move && move.unit === null ? '; if the world itself moved on, retrain on data since then' : ': a unit, a factor or a type';
