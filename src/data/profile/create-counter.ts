import { FrequentNumbers, FrequentTexts, mostFrequent } from '../../stats/index.ts';
import { binOf } from './bin-edges.ts';
import { countsTexts, minuteOfDay } from './counted-value.ts';
import type { ColumnCounts, ColumnProfile, TableCounts, TableProfile } from './profile.ts';

/** What can be counted: null, undefined and NaN are missing, and so is a value that is not of the column's kind. */
export type Countable = number | string | boolean | null | undefined;

/** Counts live rows in the bins of a reference. */
export interface Counter {
  /** Counts one row: a value a column, in the reference's order. Instants are milliseconds. */
  add(values: ArrayLike<Countable>): void;
  /** The counts so far; the counter goes on. */
  counts(): TableCounts;
}

/**
 * Makes a counter for the hot path: constant memory (5 kB a column), below 0.1 µs a value.
 * @example const counter = createCounter(reference.inputs); counter.add([departure, distance, 'ORD', 'LAX']); counter.counts();
 */
export function createCounter(reference: TableProfile): Counter {
  const columns = reference.columns.map(createColumnCounter);
  let rows = 0;
  return {
    add(values) {
      rows++;
      for (let i = 0; i < columns.length; i++) columns[i]!.add(values[i]);
    },
    counts: () => ({ rows, columns: columns.map((column) => column.counts(rows)) }),
  };
}

interface ColumnCounter {
  add(value: Countable): void;
  counts(rows: number): ColumnCounts;
}

const createColumnCounter = (column: ColumnProfile): ColumnCounter => (countsTexts(column.kind) ? new TextCounter(column) : new NumberCounter(column));

class NumberCounter implements ColumnCounter {
  readonly #edges: Float64Array;
  readonly #bins: Float64Array;
  readonly #min: number;
  readonly #max: number;
  readonly #isInstant: boolean;
  readonly #frequent = new FrequentNumbers();
  #missing = 0;
  #below = 0;
  #above = 0;
  #sum = 0;
  #sumOfSquares = 0;

  constructor(column: ColumnProfile) {
    this.#edges = Float64Array.from(column.edges);
    this.#bins = new Float64Array(column.edges.length + 1);
    // Of an empty reference nothing is known, so nothing lies outside it.
    this.#min = column.min ?? -Infinity;
    this.#max = column.max ?? Infinity;
    this.#isInstant = column.kind === 'timestamp';
  }

  add(given: Countable): void {
    const number = typeof given === 'number' ? given : given === true ? 1 : given === false ? 0 : NaN;
    if (number !== number) {
      this.#missing++;
      return;
    }
    const value = this.#isInstant ? minuteOfDay(number) : number;
    this.#bins[binOf(this.#edges, value)]!++;
    if (value < this.#min) this.#below++;
    else if (value > this.#max) this.#above++;
    if (Number.isFinite(value)) {
      this.#sum += value;
      this.#sumOfSquares += value * value;
    }
    this.#frequent.add(value);
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
      bins: Array.from(this.#bins),
      frequent: this.#frequent.values(),
    };
  }
}

class TextCounter implements ColumnCounter {
  readonly #positions = new Map<string, number>();
  readonly #names: readonly string[];
  readonly #bins: Float64Array;
  readonly #unseenValues = new FrequentTexts();
  #missing = 0;
  #unseen = 0;

  constructor(column: ColumnProfile) {
    this.#names = column.top.map((top) => top.value);
    this.#names.forEach((value, i) => this.#positions.set(value, i));
    this.#bins = new Float64Array(this.#names.length);
  }

  add(value: Countable): void {
    if (typeof value !== 'string') {
      this.#missing++;
      return;
    }
    const position = this.#positions.get(value);
    if (position !== undefined) this.#bins[position]!++;
    else {
      this.#unseen++;
      this.#unseenValues.add(value);
    }
  }

  counts(rows: number): ColumnCounts {
    // Values of the reference are counted exactly, so only unseen ones need the sketch.
    const seen = this.#names.map((value, i) => ({ value, count: this.#bins[i]! })).filter((top) => top.count > 0);
    return {
      rows,
      missing: this.#missing,
      unseen: this.#unseen,
      below: 0,
      above: 0,
      sum: 0,
      sumOfSquares: 0,
      bins: Array.from(this.#bins),
      frequent: mostFrequent([...seen, ...this.#unseenValues.values()]),
    };
  }
}
