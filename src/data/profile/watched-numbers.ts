import { sieveSlots } from '../../stats/index.ts';

const FREE = 0xff;

/** Counts chosen numbers exactly: some 3 ns a value. At most 64 of them. Where they lie is found once, for all counters of a column. */
export class WatchedNumbers {
  readonly values: Float64Array;
  readonly #index: Uint8Array;
  #slots: Uint16Array | undefined;

  constructor(values: Iterable<number>) {
    const chosen = Array.from(values, (value) => value + 0).slice(0, 64);
    const memory = new ArrayBuffer(chosen.length * 8 + 256);
    this.values = new Float64Array(memory, 0, chosen.length);
    this.values.set(chosen);
    this.#index = new Uint8Array(memory, chosen.length * 8, 256).fill(FREE);
    const halves = new Int32Array(memory, 0, chosen.length * 2);
    this.values.forEach((_, at) => {
      let slot = slotOf(halves[2 * at]!, halves[2 * at + 1]!);
      while (this.#index[slot] !== FREE) slot = (slot + 1) & 255;
      this.#index[slot] = at;
    });
  }

  /** Of a `NumberSieve`: what is left of numbers when these are kept holds all that are watched. Found when first asked for: who counts a request at a time sifts nothing. */
  get slots(): Uint16Array {
    return (this.#slots ??= sieveSlots(this.values));
  }

  /**
   * Adds to `before`, counts that are made when the first of `values` comes, how often each came: most columns hold none. The others are left in the first `others` places of `numbers`.
   * No number is NaN or -0.
   */
  take(numbers: Float64Array, before: Float64Array | undefined): { readonly counts: Float64Array | undefined; readonly others: number } {
    const { values } = this;
    const index = this.#index;
    let counts = before;
    let others = 0;
    const halves = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
    next: for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i]!;
      for (let slot = slotOf(halves[2 * i]!, halves[2 * i + 1]!), at = index[slot]!; at !== FREE; at = index[slot]!) {
        if (values[at] === number) {
          counts ??= new Float64Array(values.length);
          counts[at]!++;
          continue next;
        }
        slot = (slot + 1) & 255;
      }
      numbers[others++] = number;
    }
    return { counts, others };
  }
}

/** The slot of a double, by its two halves. */
const slotOf = (low: number, high: number): number => Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 24;
