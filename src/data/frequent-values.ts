/** A value and how often it occurred. */
export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** How many values are kept: any value that holds more than 1/65 of the rows is among them. */
export const FREQUENT_VALUES = 64;
const SLOTS = 256;

/**
 * The most frequent exact numbers of a stream, in constant memory: Misra and Gries, Finding repeated elements (1982).
 * A count is a lower bound; it falls short by at most rows / 65. Keys lie in an open-addressed table of typed arrays: about 10 ns a value.
 */
export class FrequentNumbers {
  readonly #keys = new Float64Array(SLOTS);
  readonly #counts = new Float64Array(SLOTS);
  readonly #bits = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#bits.buffer);
  #used = 0;

  add(value: number): void {
    const key = value + 0; // -0 becomes 0
    let slot = this.#slotOf(key);
    while (this.#counts[slot]! > 0) {
      if (this.#keys[slot] === key) {
        this.#counts[slot]!++;
        return;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (this.#used === FREQUENT_VALUES) return this.#decrement();
    this.#keys[slot] = key;
    this.#counts[slot] = 1;
    this.#used++;
  }

  values(): ValueCount[] {
    const found: ValueCount[] = [];
    for (let i = 0; i < SLOTS; i++) if (this.#counts[i]! > 0) found.push({ value: String(this.#keys[i]!), count: this.#counts[i]! });
    return mostFrequent(found);
  }

  #slotOf(key: number): number {
    this.#bits[0] = key;
    return Math.imul(this.#halves[0]! ^ Math.imul(this.#halves[1]!, 0x85ebca6b), 0x9e3779b1) >>> 24;
  }

  #decrement(): void {
    const keys = this.#keys.slice();
    const counts = this.#counts.slice();
    this.#counts.fill(0);
    this.#used = 0;
    for (let i = 0; i < SLOTS; i++) {
      if (counts[i]! <= 1) continue;
      let slot = this.#slotOf(keys[i]!);
      while (this.#counts[slot]! > 0) slot = (slot + 1) & (SLOTS - 1);
      this.#keys[slot] = keys[i]!;
      this.#counts[slot] = counts[i]! - 1;
      this.#used++;
    }
  }
}

/** The same for texts. */
export class FrequentTexts {
  readonly #counts = new Map<string, number>();

  add(value: string): void {
    const count = this.#counts.get(value);
    if (count !== undefined) this.#counts.set(value, count + 1);
    else if (this.#counts.size < FREQUENT_VALUES) this.#counts.set(value, 1);
    else {
      for (const [key, n] of this.#counts) {
        if (n === 1) this.#counts.delete(key);
        else this.#counts.set(key, n - 1);
      }
    }
  }

  values(): ValueCount[] {
    return mostFrequent([...this.#counts].map(([value, count]) => ({ value, count })));
  }
}

/** Most frequent first, equal ones by value; at most 64. */
export const mostFrequent = (values: ValueCount[]): ValueCount[] =>
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)).slice(0, FREQUENT_VALUES);

/**
 * Adds two lists and keeps lower bounds: when more than 64 remain, all lose the count of the 65th
 * (Agarwal et al., Mergeable summaries, 2012), and the shortfall stays within rows / 65.
 */
export function mergeFrequent(a: readonly ValueCount[], b: readonly ValueCount[]): ValueCount[] {
  const sums = new Map<string, number>();
  for (const { value, count } of a) sums.set(value, count);
  for (const { value, count } of b) sums.set(value, (sums.get(value) ?? 0) + count);
  const ordered = [...sums.values()].sort((x, y) => y - x);
  const loss = ordered[FREQUENT_VALUES] ?? 0;
  return mostFrequent([...sums].filter(([, count]) => count > loss).map(([value, count]) => ({ value, count: count - loss })));
}
