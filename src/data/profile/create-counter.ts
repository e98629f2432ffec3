import { FrequentNumbers, FrequentTexts, mostFrequent, NumberSieve, SIFTED_AT_ONCE, WORTH_SIFTING } from '../../stats/index.ts';
import { BinFinder } from './bin-finder.ts';
import { centerOf, countsTexts, minuteOfDay } from './counted-value.ts';
import { copyPresent } from './present-numbers.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount, TableCounts, TableProfile } from './profile.ts';
import { SPECIAL_NUMBERS } from './special-numbers.ts';
import { isSpecialText } from './special-texts.ts';
import { WatchedNumbers } from './watched-numbers.ts';

/** What can be counted: null, undefined and NaN are missing, and so is a value that is not of the column's kind. */
export type Countable = number | string | boolean | null | undefined;

/** Counts rows in the bins of a reference. */
export interface Counter {
  /** Counts one row: a value a column, in the reference's order. Instants are milliseconds. */
  add(values: ArrayLike<Countable>): void;
  /** Counts many rows, column by column: twice as fast. `columnAt` gives the values of the i-th column, one a row. */
  addColumns(rows: number, columnAt: (i: number) => ArrayLike<Countable>): void;
  /** The counts so far; the counter goes on. */
  counts(): TableCounts;
}

/**
 * Makes a counter for the hot path: constant memory (2 kB a column), some 50 ns a value.
 * @example const counter = createCounter(reference.inputs); counter.add([departure, distance, 'ORD', 'LAX']); counter.counts();
 */
export const createCounter = (reference: TableProfile): Counter => prepareCounters(reference)();

/** Prepares what all counters of one reference share: where its edges and values are. For many counters of one reference, such as one an hour. */
export function prepareCounters(reference: TableProfile): () => Counter {
  const room: CountingRoom = {
    numbers: new Float64Array(0),
    bins: new Float64Array(Math.max(0, ...reference.columns.map(({ edges }) => edges.length + 1))),
    sieve: new NumberSieve(),
  };
  const makers = reference.columns.map((column) => (countsTexts(column.kind) ? prepareTexts(column) : prepareNumbers(column, room)));
  let size = 0;
  const starts = reference.columns.map((column) => {
    const from = size;
    size += binsOf(column);
    return from;
  });
  return () => {
    const bins = new Uint32Array(size);
    const columns = makers.map((make, i) => make({ all: bins, from: starts[i]! }));
    let rows = 0;
    return {
      add(values) {
        rows++;
        for (let i = 0; i < columns.length; i++) columns[i]!.add(values[i]);
      },
      addColumns(more, columnAt) {
        rows += more;
        columns.forEach((column, i) => column.addAll(columnAt(i), more));
      },
      counts: () => ({ rows, columns: columns.map((column) => column.counts(rows)) }),
    };
  };
}

/** How many bins a column has. */
const binsOf = (column: ColumnProfile): number => (countsTexts(column.kind) ? column.top.length : column.edges.length + 1);

/** A column's bins among those of its table: one array takes half the memory of many. */
interface OwnBins {
  readonly all: Uint32Array;
  readonly from: number;
}

/** Rows that are counted at once. */
const TOGETHER = SIFTED_AT_ONCE;

interface ColumnCounter {
  add(value: Countable): void;
  addAll(values: ArrayLike<Countable>, rows: number): void;
  counts(rows: number): ColumnCounts;
}

/** Once a sketch has lost values, what came once, or holds less than this share of the rows, is noise: it is left out, and counts fall short by at most so much more. */
const NOISE = 1 / 1000;

const leastOf = (rows: number, short: number): number => (short === 0 ? 1 : Math.max(2, rows * NOISE));

/** Memory that all columns of all counters of a reference count in, one after the other. It grows to what is added at once. */
interface CountingRoom {
  numbers: Float64Array;
  readonly bins: Float64Array;
  readonly sieve: NumberSieve;
}

/** What is known of a column of numbers beforehand. */
interface KnownNumbers {
  readonly room: CountingRoom;
  readonly bins: BinFinder;
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly center: number;
  readonly watched: WatchedNumbers;
  readonly isInstant: boolean;
}

function prepareNumbers(column: ColumnProfile, room: CountingRoom): (own: OwnBins) => ColumnCounter {
  const known: KnownNumbers = {
    room,
    bins: new BinFinder(column.edges),
    size: binsOf(column),
    // Of an empty reference nothing is known, so nothing lies outside it.
    min: column.min ?? -Infinity,
    max: column.max ?? Infinity,
    center: centerOf(column),
    watched: new WatchedNumbers(new Set([...SPECIAL_NUMBERS, ...column.top.map(({ value }) => Number(value))])),
    isInstant: column.kind === 'timestamp',
  };
  return (own) => new NumberCounter(known, own);
}

class NumberCounter implements ColumnCounter {
  readonly #known: KnownNumbers;
  readonly #bins: Uint32Array;
  readonly #from: number;
  #watched: Float64Array | undefined;
  readonly #frequent: FrequentNumbers;
  #missing = 0;
  #below = 0;
  #above = 0;
  #sum = 0;
  #sumOfSquares = 0;

  constructor(known: KnownNumbers, { all, from }: OwnBins) {
    this.#known = known;
    this.#bins = all;
    this.#from = from;
    this.#frequent = new FrequentNumbers(known.room.sieve);
  }

  add(value: Countable): void {
    this.addAll([value], 1);
  }

  #numberOf(given: Countable): number {
    const number = typeof given === 'number' ? given : given === true ? 1 : given === false ? 0 : NaN;
    return this.#known.isInstant ? minuteOfDay(number) : number;
  }

  addAll(values: ArrayLike<Countable>, rows: number): void {
    const { room, isInstant } = this.#known;
    if (room.numbers.length < Math.min(rows, TOGETHER)) room.numbers = new Float64Array(Math.min(rows, TOGETHER));
    const present = room.numbers;
    for (let start = 0; start < rows; start += TOGETHER) {
      const end = Math.min(rows, start + TOGETHER);
      let length = 0;
      if (values instanceof Float64Array && !isInstant) length = copyPresent(values.subarray(start, end), present);
      else
        for (let row = start; row < end; row++) {
          const number = this.#numberOf(values[row]) + 0;
          if (number === number) present[length++] = number;
        }
      this.#missing += end - start - length;
      this.#addPresent(present.subarray(0, length));
    }
  }

  #addPresent(values: Float64Array): void {
    const { room, bins: finder, min, max, center } = this.#known;
    let below = 0;
    let above = 0;
    // One sum over all, in order, so that it does not depend on how rows are cut into batches.
    let sum = this.#sum;
    let sumOfSquares = this.#sumOfSquares;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const away = value - center;
      sum += away;
      sumOfSquares += away * away;
      if (value < min) below++;
      if (value > max) above++;
    }
    this.#below += below;
    this.#above += above;
    if (sumOfSquares < Infinity) {
      this.#sum = sum;
      this.#sumOfSquares = sumOfSquares;
    } else this.#sumFinite(values);
    const bins = room.bins.fill(0);
    finder.countAll(values, bins);
    for (let bin = 0; bin < this.#known.size; bin++) this.#bins[this.#from + bin]! += bins[bin]!;
    this.#addFrequent(values);
  }

  /** Few are left of many when those that come seldom are passed over first, but for those that are watched. */
  #addFrequent(values: Float64Array): void {
    const { room, watched } = this.#known;
    const sifted = this.#frequent.short > 0 && values.length >= WORTH_SIFTING ? room.sieve.sift(values, watched.slots) : undefined;
    const left = sifted?.often ?? values;
    const { counts, others } = watched.take(left, this.#watched);
    this.#watched = counts;
    if (sifted === undefined) this.#frequent.addAll(left.subarray(0, others));
    else this.#frequent.addSifted({ often: left.subarray(0, others), passedOver: sifted.passedOver });
  }

  /** Leaves out what is not finite. */
  #sumFinite(values: Float64Array): void {
    for (const value of values) {
      const away = value - this.#known.center;
      if (away - away !== 0) continue;
      this.#sum += away;
      this.#sumOfSquares += away * away;
    }
  }

  #frequentValues(rows: number): FrequentCount[] {
    const exact: FrequentCount[] = [];
    this.#known.watched.values.forEach((value, at) => {
      const count = this.#watched?.[at] ?? 0;
      if (count > 0) exact.push({ value: String(value), count, exact: true });
    });
    return mostFrequent([...exact, ...this.#frequent.values(leastOf(rows, this.#frequent.short))], Infinity);
  }

  counts(rows: number): ColumnCounts {
    return {
      rows,
      missing: this.#missing,
      unseen: 0,
      below: this.#below,
      above: this.#above,
      sum: this.#sum,
      sumOfSquares: this.#sumOfSquares,
      bins: Array.from(this.#bins.subarray(this.#from, this.#from + this.#known.size)),
      frequent: this.#frequentValues(rows),
    };
  }
}

function prepareTexts(column: ColumnProfile): (own: OwnBins) => ColumnCounter {
  const { top } = column;
  const positions = new Map(top.map(({ value }, i) => [value, i]));
  return (own) => new TextCounter(top, positions, own);
}

/** Ways to write texts that say nothing, blanks and capitals included. */
const MOST_SPECIAL = 64;

class TextCounter implements ColumnCounter {
  readonly #top: ColumnProfile['top'];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #bins: Uint32Array;
  readonly #from: number;
  readonly #unseenValues = new FrequentTexts();
  /** Of unseen texts that say nothing, exact counts; made when the first comes. */
  #special: Map<string, number> | undefined;
  #missing = 0;
  #unseen = 0;

  constructor(top: ColumnProfile['top'], positions: ReadonlyMap<string, number>, { all, from }: OwnBins) {
    this.#top = top;
    this.#positions = positions;
    this.#bins = all;
    this.#from = from;
  }

  add(value: Countable): void {
    if (typeof value !== 'string') {
      this.#missing++;
      return;
    }
    const position = this.#positions.get(value);
    if (position !== undefined) this.#bins[this.#from + position]!++;
    else {
      this.#unseen++;
      if (isSpecialText(value) && this.#addSpecial(value)) return;
      this.#unseenValues.add(value);
    }
  }

  /** False when there is no room for one more way to write it. */
  #addSpecial(value: string): boolean {
    this.#special ??= new Map();
    const before = this.#special.get(value);
    if (before === undefined && this.#special.size === MOST_SPECIAL) return false;
    this.#special.set(value, (before ?? 0) + 1);
    return true;
  }

  addAll(values: ArrayLike<Countable>, rows: number): void {
    for (let row = 0; row < rows; row++) this.add(values[row]);
  }

  counts(rows: number): ColumnCounts {
    // Values of the reference are counted exactly, so only unseen ones need the sketch.
    const seen = this.#top.map(({ value }, i) => ({ value, count: this.#bins[this.#from + i]! })).filter((one) => one.count > 0);
    const unseen = this.#unseenValues.values(leastOf(rows, this.#unseenValues.short));
    const special = Array.from(this.#special ?? [], ([value, count]) => ({ value, count, exact: true as const }));
    return {
      rows,
      missing: this.#missing,
      unseen: this.#unseen,
      below: 0,
      above: 0,
      sum: 0,
      sumOfSquares: 0,
      bins: Array.from(this.#bins.subarray(this.#from, this.#from + this.#top.length)),
      frequent: mostFrequent<FrequentCount>([...special, ...mostFrequent<FrequentCount>([...seen, ...unseen])], Infinity),
    };
  }
}
