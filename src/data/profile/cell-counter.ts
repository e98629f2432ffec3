import { BinFinder } from './bin-finder.ts';
import { copyPresent } from './present-numbers.ts';

/** Cells beside those of heavy values. */
const CELLS = 512;

/** Values that are to have a cell alone. */
export interface CellsAlone {
  /** Whatever they hold. */
  readonly special: readonly number[];
  /** Those that may hold many rows. */
  readonly heavy: readonly number[];
}

/** Counts numbers in cells that hold about equally many, and in one cell for each heavy or special value alone: some 15 ns a value. */
export class CellCounter {
  readonly #edges: Float64Array;
  readonly #finder: BinFinder;
  readonly #counts: Float64Array;
  readonly #alone: CellsAlone;
  /** Edges of the even cells and of special values. */
  readonly #lasting = new Set<number>();

  /** `sample`: an even sample of the numbers, ascending. */
  constructor(sample: Float64Array, alone: CellsAlone) {
    for (const value of alone.special) for (const edge of edgesOf(value)) this.#lasting.add(edge);
    for (let cell = 1; cell < CELLS; cell++) this.#lasting.add(sample[Math.floor((cell * sample.length) / CELLS)]!);
    this.#edges = Float64Array.from(new Set([...this.#lasting, ...alone.heavy.flatMap(edgesOf)])).sort();
    this.#finder = new BinFinder(this.#edges);
    this.#counts = new Float64Array(this.#edges.length + 1);
    this.#alone = alone;
  }

  /** NaN is left out. */
  addAll(values: Float64Array, { numbers }: { readonly numbers: Float64Array }): void {
    for (let at = 0; at < values.length; at += numbers.length) {
      const present = copyPresent(values.subarray(at, at + numbers.length), numbers);
      this.#finder.countAll(numbers.subarray(0, present), this.#counts);
    }
  }

  /**
   * Where each cell begins, how many rows it holds, and the rows of each heavy or special value. A heavy value that holds fewer than `least` rows joins the cell before it:
   * which of those were thought of depends on the order of rows.
   */
  counted(least: number): { readonly starts: Float64Array; readonly counts: Float64Array; readonly alone: { value: number; count: number }[] } {
    const rowsOf = (value: number): number => this.#counts[this.#finder.of(value)]!;
    const heavy = this.#alone.heavy.filter((value) => rowsOf(value) >= least);
    const kept = new Set([...this.#lasting, ...heavy.flatMap(edgesOf)]);
    const [starts, counts] = [[-Infinity], [this.#counts[0]!]];
    this.#edges.forEach((edge, i) => {
      const count = this.#counts[i + 1]!;
      if (kept.has(edge)) {
        starts.push(edge);
        counts.push(count);
      } else counts[counts.length - 1]! += count;
    });
    const values = [...new Set([...heavy, ...this.#alone.special])];
    return { starts: Float64Array.from(starts), counts: Float64Array.from(counts), alone: values.map((value) => ({ value, count: rowsOf(value) })) };
  }
}

/** Of a cell that holds this value alone. */
const edgesOf = (value: number): [number, number] => [value, nextUp(value)];

/** The least double above a number; infinity stays. */
function nextUp(value: number): number {
  if (value === Infinity) return value;
  const double = Float64Array.of(value + 0);
  const bits = new BigInt64Array(double.buffer);
  bits[0]! += value >= 0 ? 1n : -1n;
  return double[0]!;
}
