import { BinFinder } from './bin-finder.ts';
import { copyPresent } from './present-numbers.ts';

/** Cells beside those of heavy values. */
const CELLS = 512;

/** Counts numbers in cells that hold about equally many, and in one cell for each heavy value alone: some 15 ns a value. */
export class CellCounter {
  readonly #edges: Float64Array;
  readonly #finder: BinFinder;
  readonly #counts: Float64Array;
  readonly #heavy: readonly number[];

  /** `sample`: an even sample of the numbers, ascending. `heavy`: values that may hold many rows. */
  constructor(sample: Float64Array, heavy: readonly number[]) {
    const edges = new Set<number>(heavy.flatMap((value) => [value, nextUp(value)]));
    for (let cell = 1; cell < CELLS; cell++) edges.add(sample[Math.floor((cell * sample.length) / CELLS)]!);
    this.#edges = Float64Array.from(edges).sort();
    this.#finder = new BinFinder(this.#edges);
    this.#counts = new Float64Array(this.#edges.length + 1);
    this.#heavy = heavy;
  }

  /** NaN is left out. */
  addAll(values: Float64Array, { numbers }: { readonly numbers: Float64Array }): void {
    for (let at = 0; at < values.length; at += numbers.length) {
      const present = copyPresent(values.subarray(at, at + numbers.length), numbers);
      this.#finder.countAll(numbers.subarray(0, present), this.#counts);
    }
  }

  /** Where each cell begins, how many rows it holds, and the rows of each heavy value. */
  counted(): { readonly starts: Float64Array; readonly counts: Float64Array; readonly heavy: { value: number; count: number }[] } {
    const starts = Float64Array.of(-Infinity, ...this.#edges);
    return { starts, counts: this.#counts, heavy: this.#heavy.map((value) => ({ value, count: this.#counts[this.#finder.of(value)]! })) };
  }
}

/** The least double above a number; infinity stays. */
function nextUp(value: number): number {
  if (value === Infinity) return value;
  const double = Float64Array.of(value + 0);
  const bits = new BigInt64Array(double.buffer);
  bits[0]! += value >= 0 ? 1n : -1n;
  return double[0]!;
}
