import { studentQuantile, studentSf } from '../special/student.ts';

/** What earlier values of a kind say of the next one: it is taken from the group of `centre`, the scatter from all groups. */
export interface Prediction {
  readonly centre: number;
  /** Standard error of the next value's distance to `centre`. */
  readonly error: number;
  /** Degrees of freedom; with less than 1 nothing can be predicted. */
  readonly df: number;
}

/**
 * Predicts the next value from k earlier ones of the same kind and size: (next - mean) / (sd · sqrt(1 + 1/k)) has Student's distribution with k - 1 degrees
 * of freedom, for normal values. With groups (days of the week, say) the mean is that of the next value's own group and the scatter that within all groups
 * (one-way analysis of variance: sum of squares by k - groups).
 * @param groups of each value; all alike unless given
 */
export function predictNext(values: ArrayLike<number>, groups?: { readonly of: readonly number[]; readonly next: number }): Prediction {
  const sums = new Map<number, { sum: number; count: number }>();
  const groupOf = (i: number): number => groups?.of[i] ?? 0;
  for (let i = 0; i < values.length; i++) {
    const { sum, count } = sums.get(groupOf(i)) ?? { sum: 0, count: 0 };
    sums.set(groupOf(i), { sum: sum + values[i]!, count: count + 1 });
  }
  const own = sums.get(groups?.next ?? 0);
  const df = values.length - sums.size;
  if (own === undefined || df < 1) return { centre: NaN, error: Infinity, df: 0 };
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const { sum, count } = sums.get(groupOf(i))!;
    squares += (values[i]! - sum / count) ** 2;
  }
  return { centre: own.sum / own.count, error: Math.sqrt((squares / df) * (1 + 1 / own.count)), df };
}

/** The chance of a next value of at least `value`; 1 when nothing can be predicted. Where all were alike, whatever is greater is not one of them. */
export function chanceOfNext({ centre, error, df }: Prediction, value: number): number {
  if (df < 1) return 1;
  if (error === 0) return value > centre ? 0 : 1;
  return studentSf((value - centre) / error, df);
}

/** The value that the next one exceeds with chance `alpha`; Infinity when nothing can be predicted. */
export const limitOfNext = ({ centre, error, df }: Prediction, alpha: number): number => (df < 1 ? Infinity : centre + (error === 0 ? 0 : error * studentQuantile(1 - alpha, df)));
