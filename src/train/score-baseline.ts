/** Rates of the label, or means of a number, by group, shrunk towards the overall rate as if `prior` rows of it were added to each group. */
export interface RateTable {
  readonly overall: number;
  readonly rates: ReadonlyMap<string, number>;
}

/**
 * Learns the simple rule that a model must beat: the label's rate, or mean, in each group (empirical Bayes shrinkage with a fixed prior count).
 * @param prior rows of the overall rate added to each group; 20 unless told
 */
export function fitRates(groups: readonly string[], labels: ArrayLike<number>, prior = 20): RateTable {
  const counts = new Map<string, { rows: number; sum: number }>();
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const group = groups[i]!;
    let count = counts.get(group);
    if (!count) counts.set(group, (count = { rows: 0, sum: 0 }));
    count.rows++;
    count.sum += labels[i]!;
    sum += labels[i]!;
  }
  const overall = labels.length === 0 ? 0 : sum / labels.length;
  return { overall, rates: new Map([...counts].map(([group, c]) => [group, (c.sum + prior * overall) / (c.rows + prior)])) };
}

/** The rate of each group; the overall rate for a group never seen. */
export const scoreRates = (table: RateTable, groups: readonly string[]): Float64Array => Float64Array.from(groups, (group) => table.rates.get(group) ?? table.overall);
