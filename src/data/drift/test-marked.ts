import { type DiscreteTest, fisherChance, fisherExact, precedenceChance } from '../../stats/index.ts';

/** Rows with a property among all, in the batch and in the reference. */
export interface Marked {
  readonly hits: number;
  readonly rows: number;
  readonly usualHits: number;
  readonly usualRows: number;
}

/** The chance of at least so many rows with a property if the batch were more of the reference: Fisher's exact test, one-sided. */
export const moreThanUsual = ({ hits, rows, usualHits, usualRows }: Marked): number =>
  hits === 0 ? 1 : fisherExact({ kA: hits, nA: rows, kB: usualHits, nB: usualRows }, 'greater');

/** The same as a test whose alternatives are known: given how many rows of both have the property. */
export const testMore = (marked: Marked): DiscreteTest => ({
  p: moreThanUsual(marked),
  chance: fisherChance({ nA: marked.rows, nB: marked.usualRows, events: marked.hits + marked.usualHits }),
});

/**
 * The same for rows with something that the reference never had. Its own rate is that of what it has once (`usualHits`; Good, Biometrika 1953), which varies by what it has twice besides: the variance of its error
 * is N₁ + 2 N₂ over rows² (Robbins, Ann. Math. Stat. 1968). So the reference counts as one of fewer rows, of the same rate and this variance. The same holds of what is rare by any bound: `usualHits` rows
 * are of it without themselves, and `doubles` pairs of rows without both but not without one.
 */
export function testNew({ doubles, usualHits, usualRows, ...batch }: Marked & { readonly doubles: number }): DiscreteTest {
  const part = (usualHits + 1) / (usualHits + 1 + 2 * doubles);
  return testMore({ ...batch, usualHits: Math.round(part * usualHits), usualRows: Math.round(part * usualRows) });
}

/**
 * The same for rows beyond an order statistic of the reference, such as its j-th largest value: the exact precedence test (Nelson, Technometrics 1963).
 * `least`: where values repeat, none or at least so many rows lie beyond.
 */
export const testBeyond = (marked: Marked & { readonly least: number }): DiscreteTest => ({
  p: moreThanUsual(marked),
  chance: precedenceChance({ nA: marked.rows, nB: marked.usualRows, beyond: marked.usualHits }, marked.least),
});
