import { mostFrequent, type NumberSieve, SIFTED_AT_ONCE, WORTH_SIFTING } from '../../stats/index.ts';
import { BinFinder } from './bin-finder.ts';
import { centerOf, minuteOfDay } from './counted-value.ts';
import { type Countable, type CountedColumn, type CounterMemory, leastOf, listCounts, type Place } from './counter-memory.ts';
import { copyPresent } from './present-numbers.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount } from './profile.ts';
import { WatchedNumbers } from './watched-numbers.ts';

/** Rows that are counted at once. */
const TOGETHER = SIFTED_AT_ONCE;

/** Memory that all columns of all counters of a reference count in, one after the other. It grows to what is added at once. */
export interface CountingRoom {
  numbers: Float64Array;
  readonly bins: Float64Array;
  readonly sieve: NumberSieve;
}

/** Of a column's counts, the first ones; its bins follow, then the numbers that are watched. */
const MISSING = 0;
const BELOW = 1;
const ABOVE = 2;
const BINS = 3;

/** A column of numbers, truths or times of day: one bin between each two edges of the reference. */
export class NumberColumn implements CountedColumn {
  readonly size: number;
  readonly #room: CountingRoom;
  readonly #finder: BinFinder;
  readonly #watched: WatchedNumbers;
  readonly #bins: number;
  readonly #min: number;
  readonly #max: number;
  readonly #largest: number;
  readonly #center: number;
  readonly #isInstant: boolean;
  readonly #from: number;
  readonly #nth: number;

  constructor(column: ColumnProfile, room: CountingRoom, { from, nth }: Place) {
    this.#room = room;
    this.#finder = new BinFinder(column.edges);
    this.#watched = new WatchedNumbers(column.top.map(({ value }) => Number(value)));
    this.#bins = column.edges.length + 1;
    // Of an empty reference nothing is known, so nothing lies outside it.
    this.#min = column.min ?? -Infinity;
    this.#max = column.max ?? Infinity;
    // Beside infinite numbers of the reference, others are no news.
    this.#largest = (column.infinite ?? 0) > 0 ? Number.MAX_VALUE : Infinity;
    this.#center = centerOf(column);
    this.#isInstant = column.kind === 'timestamp';
    this.#from = from;
    this.#nth = nth;
    this.size = BINS + this.#bins + this.#watched.size;
  }

  add(memory: CounterMemory, value: Countable): void {
    this.addAll(memory, [value], 1);
  }

  #numberOf(given: Countable): number {
    const number = typeof given === 'number' ? given : given === true ? 1 : given === false ? 0 : NaN;
    return this.#isInstant ? minuteOfDay(number) : number;
  }

  addAll(memory: CounterMemory, values: ArrayLike<Countable>, rows: number): void {
    const room = this.#room;
    if (room.numbers.length < Math.min(rows, TOGETHER)) room.numbers = new Float64Array(Math.min(rows, TOGETHER));
    const present = room.numbers;
    for (let start = 0; start < rows; start += TOGETHER) {
      const end = Math.min(rows, start + TOGETHER);
      let length = 0;
      if (values instanceof Float64Array && !this.#isInstant) length = copyPresent(values.subarray(start, end), present);
      else
        for (let row = start; row < end; row++) {
          const number = this.#numberOf(values[row]) + 0;
          if (number === number) present[length++] = number;
        }
      memory.counts[this.#from + MISSING]! += end - start - length;
      this.#addPresent(memory, present.subarray(0, length));
    }
  }

  #addPresent(memory: CounterMemory, values: Float64Array): void {
    const { counts, sums } = memory;
    const from = this.#from;
    const min = this.#min;
    const max = this.#max;
    const largest = this.#largest;
    const center = this.#center;
    let below = 0;
    let above = 0;
    // One sum over all, in order, so that it does not depend on how rows are cut into batches.
    let sum = sums[2 * this.#nth]!;
    let sumOfSquares = sums[2 * this.#nth + 1]!;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const away = value - center;
      sum += away;
      sumOfSquares += away * away;
      if (value < min && value >= -largest) below++;
      if (value > max && value <= largest) above++;
    }
    counts[from + BELOW]! += below;
    counts[from + ABOVE]! += above;
    if (sumOfSquares < Infinity) {
      sums[2 * this.#nth] = sum;
      sums[2 * this.#nth + 1] = sumOfSquares;
    } else this.#sumFinite(sums, values);
    const bins = this.#room.bins.fill(0);
    this.#finder.countAll(values, bins);
    for (let bin = 0; bin < this.#bins; bin++) counts[from + BINS + bin]! += bins[bin]!;
    this.#addFrequent(memory, values);
  }

  /** Few are left of many when those that come seldom are passed over first, but for those that are watched. */
  #addFrequent({ counts, frequent }: CounterMemory, values: Float64Array): void {
    const sifted = values.length >= WORTH_SIFTING && frequent.short(this.#nth) > 0 ? this.#room.sieve.sift(values, this.#watched.slots) : undefined;
    const left = sifted?.often ?? values;
    const others = left.subarray(0, this.#watched.take(left, counts, this.#from + BINS + this.#bins));
    if (sifted === undefined) frequent.addAll(others, this.#nth);
    else frequent.addSifted({ often: others, passedOver: sifted.passedOver }, this.#nth);
  }

  /** Leaves out what is not finite. */
  #sumFinite(sums: Float64Array, values: Float64Array): void {
    for (const value of values) {
      const away = value - this.#center;
      if (away - away !== 0) continue;
      sums[2 * this.#nth]! += away;
      sums[2 * this.#nth + 1]! += away * away;
    }
  }

  counts({ counts, sums, frequent }: CounterMemory, rows: number): ColumnCounts {
    const from = this.#from;
    const told: FrequentCount[] = frequent.values(leastOf(rows, frequent.short(this.#nth)), this.#nth);
    for (let i = 0; i < this.#watched.size; i++) {
      const count = counts[from + BINS + this.#bins + i]!;
      if (count > 0) told.push({ value: String(this.#watched.valueOf(i)), count, exact: true });
    }
    return {
      rows,
      missing: counts[from + MISSING]!,
      unseen: 0,
      below: counts[from + BELOW]!,
      above: counts[from + ABOVE]!,
      sum: sums[2 * this.#nth]!,
      sumOfSquares: sums[2 * this.#nth + 1]!,
      bins: listCounts(counts, from + BINS, this.#bins),
      frequent: mostFrequent(told, Infinity),
    };
  }
}
