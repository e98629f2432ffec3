const FREE = 0xff;

/** Counts chosen numbers exactly: some 5 ns a value. At most 64 of them. Where they lie is found once, for all counters of a column. */
export class WatchedNumbers {
  readonly values: Float64Array;
  readonly #index: Uint8Array;

  constructor(values: Iterable<number>) {
    const chosen = [...values].slice(0, 64);
    const memory = new ArrayBuffer(chosen.length * 8 + 256);
    this.values = new Float64Array(memory, 0, chosen.length);
    this.values.set(chosen);
    this.#index = new Uint8Array(memory, chosen.length * 8, 256).fill(FREE);
    this.values.forEach((value, at) => {
      let slot = slotOf(value);
      while (this.#index[slot] !== FREE) slot = (slot + 1) & 255;
      this.#index[slot] = at;
    });
  }

  /** Adds to `before`, counts that are made when the first of `values` comes, how often each came: most columns hold none. */
  count(numbers: Float64Array, before: Float64Array | undefined): Float64Array | undefined {
    const { values } = this;
    const index = this.#index;
    let counts = before;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i]!;
      for (let slot = slotOf(number), at = index[slot]!; at !== FREE; at = index[slot]!) {
        if (values[at] === number) {
          counts ??= new Float64Array(values.length);
          counts[at]!++;
          break;
        }
        slot = (slot + 1) & 255;
      }
    }
    return counts;
  }
}

/** Whole numbers by their low bits, others by those of a large multiple. */
const slotOf = (value: number): number => (Math.imul(value * 4096, 0x9e3779b1) >>> 24) & 255;
