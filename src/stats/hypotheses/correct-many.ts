/**
 * Holm's adjusted p-values, in the order given: reject those ≤ alpha and the chance of any false rejection is ≤ alpha,
 * whatever the dependence (Holm, Scand. J. Statistics 1979). For what wakes someone.
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = Array.from(ps);
  let largest = 0;
  ascending(ps).forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}

/**
 * Benjamini & Hochberg's adjusted p-values, in the order given: reject those ≤ q and the expected share of false ones among them is ≤ q,
 * for independent or positively dependent tests (JRSS-B 1995). For what goes into a report.
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const adjusted = Array.from(ps);
  let smallest = 1;
  ascending(ps)
    .map((i, rank) => ({ i, value: (ps.length / (rank + 1)) * ps[i]! }))
    .reverse()
    .forEach(({ i, value }) => {
      smallest = Math.min(smallest, value);
      adjusted[i] = smallest;
    });
  return adjusted;
}

const ascending = (ps: readonly number[]): number[] => ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
