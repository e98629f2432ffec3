import { betaCdf } from '../../stats/index.ts';

/** How many rows of a test may fail. */
export interface Allowance {
  readonly atMost?: number;
  readonly falseAlarm?: number;
}

/** Chance of at least `hits` in `rows` when each comes with the chance `share`: the upper tail of the binomial, as a beta integral (exact). */
export const chanceOfAtLeast = (hits: number, rows: number, share: number): number => (hits <= 0 ? 1 : share <= 0 ? 0 : betaCdf(share, hits, rows - hits + 1));

/**
 * True when more rows fail than a test allows. With `falseAlarm` only when chance does not explain it: where the true share is at most `atMost`, it errs with at most that chance.
 */
export function exceeds(hits: number, rows: number, { atMost = 0, falseAlarm }: Allowance): boolean {
  if (hits <= atMost * rows) return false;
  return falseAlarm === undefined || chanceOfAtLeast(hits, rows, atMost) <= falseAlarm;
}

/** True when one value is that of more rows than may share one. Of the values that may hold so much there are at most 1 / atMost: each gets its part of the level. */
export const exceedsMass = ({ atMost = 0, falseAlarm }: Allowance, hits: number, rows: number): boolean =>
  exceeds(hits, rows, { atMost, ...(falseAlarm !== undefined && { falseAlarm: falseAlarm * Math.max(atMost, 1 / Math.max(1, rows)) }) });

/** True when a single row can be judged: none may fail. */
export const allowsNone = ({ atMost, falseAlarm }: Allowance): boolean => (atMost ?? 0) === 0 && falseAlarm === undefined;

/** What a share test allows, in words: ``, `, at most 2 % may`. */
export const allowanceText = ({ atMost = 0 }: Allowance): string => (atMost === 0 ? '' : `, at most ${Number((100 * atMost).toPrecision(3))} % may`);
