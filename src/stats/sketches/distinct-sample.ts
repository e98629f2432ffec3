import { ValueHasher } from './value-hasher.ts';

/** Entries of one sample: hash, value and how often it came. */
interface Entries {
  readonly hashes: Float64Array;
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

const makeEntries = (length: number): Entries => ({ hashes: new Float64Array(length), values: new Float64Array(length), counts: new Float64Array(length) });

/**
 * The `size` different numbers of a stream whose hashes are lowest, with their exact counts: a uniform sample of the different values (Bar-Yossef et al., Counting distinct
 * elements in a data stream, 2002; Beyer et al., On synopses for distinct-value estimation, 2007). Which values are in it and how often each came depends on the set of rows
 * alone: any order, any sharding and any merging gives the same. Exact and whole while no more than `size` different numbers have come.
 * Where no single value holds much, quantiles of the sample are those of the rows within √(q (1 - q) / size). Some 10 ns a value. NaN must be left out.
 */
export class DistinctSample {
  readonly #size: number;
  readonly #hasher = new ValueHasher();
  #entries: Entries;
  #length = 0;
  /** Hash slot → position + 1 in the entries; 0 is free. At most a quarter is used. */
  readonly #index: Uint16Array;
  /** Hashes from here on are out. */
  #limit = Infinity;

  /** @default 4,096, at most 16,384 */
  constructor(size = 4096) {
    this.#size = size;
    // Twice the size is kept, and then cut: one cut pays for `size` values that were let in.
    this.#entries = makeEntries(2 * size);
    this.#index = new Uint16Array(2 ** Math.ceil(Math.log2(8 * size)));
  }

  /** Whether every different number is in it. */
  get isWhole(): boolean {
    return this.#limit === Infinity && this.#length <= this.#size;
  }

  add(value: number): void {
    this.#hasher.number(value);
    this.addHash(value + 0, this.#hasher.high, this.#hasher.low);
  }

  /** A value whose hash is known: the two halves that a `ValueHasher` gives. */
  addHash(value: number, high: number, low: number): void {
    const hash = (high >>> 0) * 0x100000 + (low >>> 12);
    if (hash < this.#limit) this.#add(value, hash, 1);
  }

  merge(other: DistinctSample): void {
    const { hashes, values, counts } = other.#entries;
    if (other.#limit < this.#limit) this.#cutAt(other.#limit);
    for (let i = 0; i < other.#length; i++) if (hashes[i]! < this.#limit) this.#add(values[i]!, hashes[i]!, counts[i]!);
  }

  /** Whether every number that came is still counted: a little longer than `isWhole`, until twice the size is reached. */
  get isExact(): boolean {
    return this.#limit === Infinity;
  }

  /** The numbers, ascending, and how often each came. */
  values(): { readonly values: Float64Array; readonly counts: Float64Array } {
    if (this.#length > this.#size) this.#cut();
    return this.all();
  }

  /** The same with all that are still counted, up to twice the size: every number while `isExact`. */
  all(): { readonly values: Float64Array; readonly counts: Float64Array } {
    const { values, counts } = this.#entries;
    const order = Array.from({ length: this.#length }, (_, i) => i).sort((a, b) => values[a]! - values[b]! || (values[a]! < values[b]! ? -1 : 1));
    return { values: Float64Array.from(order, (i) => values[i]!), counts: Float64Array.from(order, (i) => counts[i]!) };
  }

  #add(value: number, hash: number, times: number): void {
    const { hashes, values, counts } = this.#entries;
    let slot = this.#slotOf(hash);
    for (let at = this.#index[slot]!; at !== 0; at = this.#index[slot]!) {
      if (hashes[at - 1] === hash && values[at - 1] === value) {
        counts[at - 1]! += times;
        return;
      }
      slot = (slot + 1) & (this.#index.length - 1);
    }
    hashes[this.#length] = hash;
    values[this.#length] = value;
    counts[this.#length] = times;
    this.#index[slot] = ++this.#length;
    if (this.#length === hashes.length) this.#cut();
  }

  /** Keeps the `size` lowest hashes. Two values of one hash stay or go together, so that their order cannot matter. */
  #cut(): void {
    const sorted = this.#entries.hashes.slice(0, this.#length).sort();
    this.#cutAt(sorted[this.#size]!);
  }

  #cutAt(limit: number): void {
    this.#limit = limit;
    const before = this.#entries;
    const length = this.#length;
    this.#entries = makeEntries(before.hashes.length);
    this.#length = 0;
    this.#index.fill(0);
    for (let i = 0; i < length; i++) if (before.hashes[i]! < limit) this.#add(before.values[i]!, before.hashes[i]!, before.counts[i]!);
  }

  #slotOf(hash: number): number {
    // The lowest hashes are kept, so their high bits are alike: the low ones choose the slot.
    return (hash - Math.floor(hash / 0x100000) * 0x100000) & (this.#index.length - 1);
  }
}
