/** How often values occur in a reference, and what that says of values that did not. */
export class ValueCounts<V> {
  readonly counts: Map<V, number>;
  total = 0;

  constructor(counts: Map<V, number> = new Map()) {
    this.counts = counts;
    for (const count of counts.values()) this.total += count;
  }

  add(value: V): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    this.total++;
  }

  of(value: V): number {
    return this.counts.get(value) ?? 0;
  }

  /** Rows whose value no other row has: as often as one more row would bring a value that was not there (Good, Biometrika 1953; Turing's estimate). */
  singles(): number {
    let singles = 0;
    for (const count of this.counts.values()) if (count === 1) singles++;
    return singles;
  }

  /** How many values occur once, twice, … */
  multiplicities(): Map<number, number> {
    const values = new Map<number, number>();
    for (const count of this.counts.values()) values.set(count, (values.get(count) ?? 0) + 1);
    return values;
  }

  /** Pairs and triples of rows with the same value. */
  matches(): Matches {
    let pairs = 0;
    let triples = 0;
    for (const count of this.counts.values()) {
      pairs += (count * (count - 1)) / 2;
      triples += (count * (count - 1) * (count - 2)) / 6;
    }
    return { rows: this.total, pairs, triples };
  }
}

/** How many pairs and triples among so many rows are alike. */
export interface Matches {
  readonly rows: number;
  readonly pairs: number;
  readonly triples: number;
}
