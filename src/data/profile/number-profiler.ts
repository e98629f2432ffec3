import { HOUR } from '../../kernel/index.ts';
import { DistinctSample, FREQUENT_VALUES, FrequentNumbers, HyperLogLog, Kll, mergeFrequent, Moments, NumberSieve, type ValueCount, ValueHasher } from '../../stats/index.ts';
import type { ColumnKind } from '../columns.ts';
import { binEdges } from './bin-edges.ts';
import { CellCounter } from './cell-counter.ts';
import { minuteOfDay } from './counted-value.ts';
import { copyPresent } from './present-numbers.ts';
import type { ColumnProfile } from './profile.ts';
import { describeNumbers, quantilesOf, TOP_NUMBERS } from './profile-values.ts';
import { SPECIAL_NUMBERS } from './special-numbers.ts';
import type { ColumnSketches } from './profile-bytes.ts';

/** A value that holds this share of the rows is told apart with its exact count; the sketch of frequent values misses none that holds more than 1/53. */
const HEAVY = 1 / 50;
const SURELY_KEPT = 1 / 53;
/** Rows at once: the sample keeps its exact counts long enough for the frequent values to be taken from it. */
const TOGETHER = 2048;

/** Memory that all columns profile their numbers in, one after the other. */
export class ProfilingRoom {
  #held = new Float64Array(0);
  readonly numbers = new Float64Array(TOGETHER);
  readonly highs = new Int32Array(TOGETHER);
  readonly lows = new Int32Array(TOGETHER);
  readonly hasher = new ValueHasher();
  readonly sieve = new NumberSieve();

  /** Place for so many numbers to stay in: the same as the last time, and with what was left there, where it is large enough. New memory costs a millisecond for every other megabyte. */
  hold(length: number): Float64Array {
    if (this.#held.length < length) this.#held = new Float64Array(length);
    return this.#held.subarray(0, length);
  }
}

/**
 * Profiles a column of numbers, instants or truths in one pass at constant memory (200 kB), some 20 ns a value. Of more than 4,096 different numbers the bins need a
 * second, cheaper pass: the first finds where 512 cells of about equal numbers of rows lie, the second counts them, and the bins are made of whole cells. So bins, counts, frequent values
 * and the sketch of quantiles depend on the set of rows alone: not on their order, nor on how they are cut into batches.
 */
export class NumberProfiler {
  readonly #column: { readonly name: string; readonly kind: ColumnKind };
  readonly #room: ProfilingRoom;
  readonly #sketches = { moments: new Moments(), distinct: new HyperLogLog(), quantiles: new Kll() };
  readonly #sample = new DistinctSample();
  readonly #frequent: FrequentNumbers;
  readonly #hours = new HyperLogLog();
  readonly #instants = new Moments();
  /** What the sample knew of frequent values when it began to forget. */
  #earlier: ValueCount[] | undefined;
  #rows = 0;
  #nulls = 0;
  #nans = 0;

  constructor(column: { readonly name: string; readonly kind: ColumnKind }, room: ProfilingRoom) {
    this.#column = column;
    this.#room = room;
    this.#frequent = new FrequentNumbers(room.sieve);
  }

  get sketches(): ColumnSketches {
    return this.#sketches;
  }

  /** Numbers with NaN where missing, of which `nulls` are NULL. Instants are turned into minutes of the day, in place. */
  addAll(values: Float64Array, nulls: number): void {
    if (this.#column.kind === 'timestamp') this.#cover(values);
    let present = 0;
    for (let at = 0; at < values.length; at += TOGETHER) {
      const length = copyPresent(values.subarray(at, at + TOGETHER), this.#room.numbers);
      this.#addPresent(this.#room.numbers.subarray(0, length));
      present += length;
    }
    this.#rows += values.length;
    this.#nulls += nulls;
    this.#nans += values.length - present - nulls;
  }

  #addPresent(values: Float64Array): void {
    const { hasher, highs, lows } = this.#room;
    const { moments, distinct } = this.#sketches;
    const sample = this.#sample;
    const counted = this.#earlier === undefined;
    moments.addAll(values);
    hasher.numbers(values, highs, lows);
    distinct.addHashes(highs, lows, values.length);
    sample.addHashes(values, highs, lows);
    if (!counted) this.#frequent.addAll(values);
    else if (!sample.isWhole) {
      const commonest = sample.commonest(FREQUENT_VALUES + 1);
      this.#earlier = mergeFrequent(
        commonest.map(({ value, count }) => ({ value: String(value), count })),
        [],
      );
    }
  }

  #cover(instants: Float64Array): void {
    this.#instants.addAll(instants);
    for (let i = 0; i < instants.length; i++) {
      const at = instants[i]!;
      if (at !== at) continue;
      this.#hours.addNumber(Math.floor(at / HOUR));
      instants[i] = minuteOfDay(at);
    }
  }

  /** What the second pass counts; undefined when none is needed. */
  cells(): CellCounter | undefined {
    if (this.#sample.isWhole) return undefined;
    const present = this.#present();
    const heavy = mergeFrequent(this.#earlier ?? [], this.#frequent.values())
      .filter(({ count }) => count >= present * (HEAVY - SURELY_KEPT))
      .map(({ value }) => Number(value));
    const { min, max, infinite } = this.#sketches.moments;
    const special = [...SPECIAL_NUMBERS].filter((value) => (Number.isFinite(value) ? value >= min && value <= max : infinite > 0));
    return new CellCounter(this.#sample.numbers(), { heavy, special });
  }

  /** The profile; the cells must have seen the same rows. */
  profile(cells: CellCounter | undefined): ColumnProfile {
    const described = cells === undefined ? this.#describeAll() : this.#describeCells(cells);
    const { min, max, finite } = this.#instants;
    return {
      ...described,
      nans: this.#nans,
      ...(this.#column.kind === 'timestamp' && finite > 0 && { coverage: { from: min, to: max, hours: Math.round(this.#hours.estimate()) } }),
    };
  }

  #describeAll(): ColumnProfile {
    const all = this.#sample.values();
    all.values.forEach((value, i) => this.#sketches.quantiles.addTimes(value, all.counts[i]!));
    return describeNumbers(this.#column, this.#rows, all);
  }

  #describeCells(cells: CellCounter): ColumnProfile {
    const { moments, distinct, quantiles } = this.#sketches;
    const present = this.#present();
    const { starts, counts, alone } = cells.counted(present * HEAVY);
    const edges = binEdges({ values: starts, counts });
    const bins = edges.concat(0).map(() => 0);
    for (let cell = 0, bin = 0; cell < starts.length; cell++) {
      while (bin < edges.length && starts[cell]! >= edges[bin]!) bin++;
      bins[bin]! += counts[cell]!;
    }
    const places = Array.from(starts, (start) => Math.max(moments.min, start));
    // A rank is off by less than one cell, 1/512 of the rows, for it.
    places.forEach((place, cell) => quantiles.addTimes(place, counts[cell]!));
    quantiles.reach(moments.max);
    return {
      ...this.#column,
      rows: this.#rows,
      nulls: this.#rows - present,
      // An estimate may be a little more than there can be.
      distinct: Math.min(Math.round(distinct.estimate()), present),
      min: moments.finite > 0 ? moments.min : null,
      max: moments.finite > 0 ? moments.max : null,
      mean: moments.finite > 0 ? moments.mean : null,
      sd: moments.finite > 1 ? Math.sqrt(moments.variance()) : moments.finite === 1 ? 0 : null,
      edges,
      counts: bins,
      infinite: moments.infinite,
      quantiles: quantilesOf(places, counts),
      unlisted: Math.floor(present * HEAVY),
      top: topOf(alone, present * HEAVY),
    };
  }

  #present(): number {
    return this.#rows - this.#nulls - this.#nans;
  }
}

/** The most frequent ones that hold `least` rows, and whatever special ones came. */
function topOf(candidates: readonly { readonly value: number; readonly count: number }[], least: number): ValueCount[] {
  const ordered = candidates.toSorted((a, b) => b.count - a.count || a.value - b.value);
  const frequent = new Set(ordered.filter(({ count }) => count >= least).slice(0, TOP_NUMBERS));
  return ordered.filter((one) => frequent.has(one) || (one.count > 0 && SPECIAL_NUMBERS.has(one.value))).map(({ value, count }) => ({ value: String(value), count }));
}
