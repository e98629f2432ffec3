import { FREQUENT_VALUES, mostFrequent } from '../../stats/index.ts';
import { type Countable, type CountedColumn, type CounterMemory, listCounts, type Place } from './counter-memory.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount } from './profile.ts';
import { TextPlaces } from './text-places.ts';
import { UnseenTexts } from './unseen-texts.ts';

/** Of a column's counts, the first ones; its bins follow. */
const MISSING = 0;
const UNSEEN = 1;
const BINS = 2;

/** More than a reference lists. */
const PLACES = 1 << 16;

/** A column of texts: one bin for each that the reference lists. */
export class TextColumn implements CountedColumn {
  readonly size: number;
  readonly #top: readonly string[];
  /** Places of the texts as they follow each other by what they say. */
  readonly #ordered: Uint16Array;
  readonly #places: TextPlaces;
  readonly #from: number;
  readonly #nth: number;

  constructor({ top }: ColumnProfile, { from, nth }: Place) {
    this.#top = top.map(({ value }) => value);
    this.#places = new TextPlaces(this.#top);
    this.#ordered = Uint16Array.from(this.#top.keys()).sort((a, b) => (this.#top[a]! < this.#top[b]! ? -1 : 1));
    this.size = BINS + top.length;
    this.#from = from;
    this.#nth = nth;
  }

  add({ counts, unseen }: CounterMemory, value: Countable): void {
    if (typeof value !== 'string') {
      counts[this.#from + MISSING]!++;
      return;
    }
    const place = this.#places.of(value);
    if (place >= 0) counts[this.#from + BINS + place]!++;
    else {
      counts[this.#from + UNSEEN]!++;
      (unseen[this.#nth] ??= new UnseenTexts()).add(value);
    }
  }

  addAll(memory: CounterMemory, values: ArrayLike<Countable>, rows: number): void {
    for (let row = 0; row < rows; row++) this.add(memory, values[row]);
  }

  counts({ counts, unseen }: CounterMemory, rows: number): ColumnCounts {
    const bins = listCounts(counts, this.#from + BINS, this.#top.length);
    const others = unseen[this.#nth];
    const special = others?.special() ?? [];
    // Values of the reference are counted exactly, so only unseen ones need a sketch.
    const strangers = others?.frequent(rows) ?? [];
    const seen = this.#mostFrequent(bins);
    const told = strangers.length === 0 ? seen : mostFrequent([...seen, ...strangers]);
    return {
      rows,
      missing: counts[this.#from + MISSING]!,
      unseen: counts[this.#from + UNSEEN]!,
      below: 0,
      above: 0,
      sum: 0,
      sumOfSquares: 0,
      bins,
      frequent: special.length === 0 ? told : mostFrequent([...special, ...told], Infinity),
    };
  }

  /** As `mostFrequent` has them, without comparing texts: a count and a place among the ordered texts make one number, and numbers are sorted many times as fast. */
  #mostFrequent(bins: readonly number[]): FrequentCount[] {
    const keys = new Float64Array(bins.length);
    let some = 0;
    for (let i = 0; i < bins.length; i++) {
      const count = bins[this.#ordered[i]!]!;
      if (count > 0) keys[some++] = i - count * PLACES;
    }
    return Array.from(keys.subarray(0, some).sort().subarray(0, FREQUENT_VALUES), (key) => {
      const count = Math.ceil(-key / PLACES);
      return { value: this.#top[this.#ordered[key + count * PLACES]!]!, count };
    });
  }
}
