import type { NullChance } from './null-chance.ts';

/** What a test said, and what it says by chance. */
export interface DiscreteTest {
  readonly p: number;
  readonly chance: NullChance;
}

/** So far below any level that Holm's own factor says enough. */
const BEYOND_DOUBT = 1e-9;

/**
 * Holm's adjusted p-values for tests that can give few different p-values, in the order given: reject those ≤ alpha and the chance of any false rejection is ≤ alpha,
 * whatever the dependence. Where Holm multiplies p by the number of tests that are left, this adds up how likely each of them is to give so small a p: never more, and far less for
 * exact tests of few events. By closure of the discrete Bonferroni test (Tarone, Biometrics 1990; Westfall and Wolfinger, The American Statistician 1997; Hommel and Krummenauer, Biometrical Journal 1998;
 * Westfall and Troendle, Biometrical Journal 2008). The chances must hold given the same facts, such as all margins.
 * @example
 * // Two tables of 20 with a single event can never be significant at 5 % each; the third is judged as if it were alone.
 * const single = fisherChance({ nA: 10, nB: 10, events: 1 });
 * holmDiscrete([{ p: 0.5, chance: single }, { p: 1, chance: single }, { p: 0.01, chance: continuousChance }]); // [1, 1, 0.01]
 */
export function holmDiscrete(tests: readonly DiscreteTest[]): number[] {
  const order = tests.map((_, i) => i).sort((a, b) => tests[a]!.p - tests[b]!.p);
  const adjusted = tests.map(() => 1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    const { p } = tests[i]!;
    const most = (order.length - rank) * p;
    largest = Math.max(largest, most < BEYOND_DOUBT ? most : sumOf(tests, order.slice(rank), p));
    if (largest >= 1) break;
    adjusted[i] = largest;
  }
  return adjusted;
}

function sumOf(tests: readonly DiscreteTest[], left: readonly number[], p: number): number {
  let sum = 0;
  for (const i of left) {
    sum += tests[i]!.chance(p);
    if (sum >= 1) return 1;
  }
  return sum;
}

/** A test, how often it is there: one of several alike needs no second look. */
export interface Alternative {
  readonly chance: NullChance;
  /** @default 1 */
  readonly times?: number;
}

/** Halvings in search of the largest chance that is still at most t. */
const HALVINGS = 24;

/**
 * The least p-value of several tests as one test: p is the sum of the chances that each gives so small a p (discrete Bonferroni), and its own chance of at most `t` is the largest such sum
 * that is at most `t`. For the worst of several values, limits or sides.
 */
export function leastOf(least: number, alternatives: readonly Alternative[]): DiscreteTest {
  const sum = (x: number): number => {
    let total = 0;
    for (const { chance, times = 1 } of alternatives) total += times * chance(x);
    return total;
  };
  const count = alternatives.reduce((total, { times = 1 }) => total + times, 0);
  const chance = (t: number): number => {
    if (t >= 1) return 1;
    const all = sum(t);
    // The p is at least the least one, so whoever gives at most t has a least one of at most t.
    if (all <= t) return all;
    let [low, high] = [t / count, t];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = Math.sqrt(low * high);
      if (sum(middle) <= t) low = middle;
      else high = middle;
    }
    return sum(low);
  };
  return { p: Math.min(1, Math.max(least, sum(least))), chance };
}
