import { binomialDensity } from '../special/binomial-density.ts';
import { logGamma } from '../special/log-gamma.ts';

/**
 * What a test says by chance: the probability of a p-value of at most `t` when its hypothesis is true. At most `t`, by the definition of a p-value; less where
 * the test can give few different p-values, 0 where even the least of those is larger.
 */
export type NullChance = (t: number) => number;

/** Of a test whose p-value may be anything, such as one by a continuous statistic. */
export const continuousChance: NullChance = (t) => Math.min(1, t);

/** Counts `low`..`high` with their density; `oddsUp(k)` is the density at k + 1 over that at k. */
interface CountLaw {
  readonly low: number;
  readonly high: number;
  readonly mode: number;
  readonly density: (k: number) => number;
  readonly oddsUp: (k: number) => number;
  readonly sd: number;
}

/** Counts that spread wider than this have p-values so close to each other that rounding one down changes nothing. */
const FINE = 30;
/** Tails below it are not told apart. */
const NEGLIGIBLE = 1e-40;
/** A test's own p-value must not be lost to rounding. */
const SLACK = 1 + 1e-9;

/** Of the upper tails of a count from `least` on: the largest of them that is at most `t`. The tails are summed on first use. */
function chanceOfUpperTail(law: CountLaw, least: number): NullChance {
  if (law.sd > FINE) return continuousChance;
  // Tails that hold the mode are larger than any level: of those p itself is said.
  const lowest = Math.max(law.low + 1, least);
  const first = Math.max(lowest, law.mode);
  let tails: Float64Array | undefined;
  return (t) => {
    if (t >= 1) return 1;
    tails ??= upperTails(law, first);
    let [from, to] = [0, tails.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (tails[middle]! <= t * SLACK) from = middle + 1;
      else to = middle;
    }
    if (from === tails.length && first > lowest) return t;
    if (from > 0) return Math.min(t, tails[from - 1]!);
    // Below the least tail that was summed there may be others.
    return first + tails.length <= law.high ? t : 0;
  };
}

/** P(X ≥ k) for k from `first`, which is the mode or above it, as far up as it is not negligible; ascending: the last k first. */
function upperTails({ high, density, oddsUp }: CountLaw, first: number): Float64Array {
  const terms: number[] = [];
  let term = density(first);
  for (let k = first; k <= high && term > NEGLIGIBLE; k++) {
    terms.push(term);
    term *= oddsUp(k);
  }
  const tails = new Float64Array(terms.length);
  let sum = 0;
  for (let i = 0; i < tails.length; i++) tails[i] = Math.min(1, (sum += terms[terms.length - 1 - i]!));
  return tails;
}

/** Units of two groups, and how many of all have a property. */
export interface Margins {
  readonly nA: number;
  readonly nB: number;
  /** In both groups together. */
  readonly events: number;
}

/**
 * Of Fisher's exact test that A has more events (`fisherExact(…, 'greater')`), given both margins: the attainable p-values are the tails of the hypergeometric distribution
 * (Tarone, Biometrics 1990). `least`: the test is made from so many events in A on.
 */
export function fisherChance({ nA, nB, events }: Margins, least = 0): NullChance {
  const low = Math.max(0, events - nB);
  const high = Math.min(nA, events);
  const all = nA + nB;
  const p = events / all;
  return chanceOfUpperTail(
    {
      low,
      high,
      mode: Math.min(high, Math.max(low, Math.floor(((nA + 1) * (events + 1)) / (all + 2)))),
      density: (k) => (binomialDensity(k, nA, p) * binomialDensity(events - k, nB, p)) / binomialDensity(events, all, p),
      oddsUp: (k) => ((nA - k) * (events - k)) / ((k + 1) * (nB - events + k + 1)),
      sd: all < 2 ? 0 : Math.sqrt((((nA * nB) / all / all) * events * (all - events)) / (all - 1)),
    },
    least,
  );
}

/** Of Fisher's test that A has fewer events. */
export const fisherLessChance = ({ nA, nB, events }: Margins): NullChance => fisherChance({ nA, nB, events: nA + nB - events });

/**
 * Of the exact precedence test, that more of A lie beyond the order statistic of B that exactly `beyond` of B lie beyond: the same p-value as Fisher's, but given B's count alone,
 * so that A's follows the negative hypergeometric distribution (Nelson, Technometrics 1963). `least` as above.
 */
export function precedenceChance({ nA, nB, beyond }: { readonly nA: number; readonly nB: number; readonly beyond: number }, least = 0): NullChance {
  if (beyond >= nB || nA === 0) return (t) => Number(t >= 1);
  const waiting = beyond + 1;
  const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const variance = (nA * waiting * (nB - beyond) * (nA + nB + 1)) / ((nB + 1) ** 2 * (nB + 2));
  return chanceOfUpperTail(
    {
      low: 0,
      high: nA,
      mode: Math.max(0, Math.min(nA, Math.floor((nA * beyond) / Math.max(1, nB - 1)))),
      density: (k) => Math.exp(logChoose(k + beyond, k) + logChoose(nA - k + nB - waiting, nA - k) - logChoose(nA + nB, nA)),
      oddsUp: (k) => ((k + waiting) * (nA - k)) / ((k + 1) * (nA - k + nB - waiting)),
      sd: Math.sqrt(variance),
    },
    least,
  );
}

/** Of an exact binomial test that more than `chance` of `trials` succeed. */
export const binomialChance = ({ trials, chance }: { readonly trials: number; readonly chance: number }): NullChance =>
  chanceOfUpperTail(
    {
      low: 0,
      high: trials,
      mode: Math.min(trials, Math.floor((trials + 1) * chance)),
      density: (k) => binomialDensity(k, trials, chance),
      oddsUp: (k) => ((trials - k) * chance) / ((k + 1) * (1 - chance)),
      sd: Math.sqrt(trials * chance * (1 - chance)),
    },
    0,
  );
