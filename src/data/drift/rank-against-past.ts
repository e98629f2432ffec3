/** One test of the newest batch and of those before it. */
export interface RankedSeries {
  readonly past: readonly number[];
  readonly next: number;
  readonly phases?: { readonly of: readonly number[]; readonly next: number };
  /** Whether a low value is unusual as well. */
  readonly twoSided: boolean;
}

/** The chance of each test's value in the newest batch, corrected for all tests, and the value up to which it is natural. */
export interface Ranks {
  readonly ps: readonly number[];
  readonly limits: readonly number[];
}

/**
 * Compares the newest batch with those before it by ranks: every test is standardised over all batches (within its phase), and a batch is as unusual as its most
 * unusual test. If the newest is exchangeable with the others, its rank among them is uniform (conformal prediction: Vovk, Gammerman & Shafer 2005), whatever the
 * shape and dependence of the tests; by the maximum the p of each is corrected for all of them (Westfall & Young 1993).
 */
export function rankAgainstPast(series: readonly RankedSeries[], level: number): Ranks {
  const k = series[0]?.past.length ?? 0;
  const standardised = series.map(standardise);
  const worst = Array.from({ length: k }, (_, i) => Math.max(...standardised.map(({ scores }) => scores[i]!)));
  const ps = standardised.map(({ scores }) => (1 + worst.filter((of) => of >= scores[k]!).length) / (k + 1));
  const allowed = Math.max(0, Math.floor(level * (k + 1)) - 1);
  const limit = worst.toSorted((a, b) => b - a)[allowed] ?? Infinity;
  return { ps, limits: standardised.map(({ centre, sd }) => centre + limit * sd) };
}

function standardise({ past, next, phases, twoSided }: RankedSeries): { readonly scores: number[]; readonly centre: number; readonly sd: number } {
  const all = [...past, next];
  const phaseAt = (i: number): number => (phases === undefined ? 0 : i < past.length ? phases.of[i]! : phases.next);
  const centres = new Map([...new Set(all.map((_, i) => phaseAt(i)))].map((phase) => [phase, mean(all.filter((_, i) => phaseAt(i) === phase))]));
  const residuals = all.map((value, i) => value - centres.get(phaseAt(i))!);
  const sd = Math.sqrt(mean(residuals.map((residual) => residual ** 2)));
  const scores = residuals.map((residual) => (sd === 0 ? 0 : (twoSided ? Math.abs(residual) : residual) / sd));
  return { scores, centre: centres.get(phaseAt(past.length))!, sd };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
