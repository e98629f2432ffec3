import { ValueHasher } from './value-hasher.ts';

/** Hashes are whole numbers below this. */
const HASHES = 2 ** 52;
const STEPS = 1024;

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
 * Where no single value holds much, quantiles of the sample are those of the rows within √(q (1 - q) / size). Some 10 ns a value, 2 ns of many at once. NaN must be left out.
 */
export class DistinctSample {
  readonly #size: number;
  readonly #hasher = new ValueHasher();
  readonly #entries: Entries;
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

  /** Many at once, of which a `ValueHasher` gave the halves: 2 ns a value that is out, 5 ns one that is in. */
  addHashes(values: Float64Array, highs: Int32Array, lows: Int32Array): void {
    const index = this.#index;
    // The high half alone tells of nearly all that they are out.
    let most = this.#limit / 0x100000;
    const { values: kept, counts } = this.#entries;
    next: for (let i = 0; i < values.length; i++) {
      const high = highs[i]! >>> 0;
      if (high > most) continue;
      const value = values[i]!;
      let slot = (lows[i]! >>> 12) & (index.length - 1);
      for (let at = index[slot]!; at !== 0; at = index[slot]!) {
        if (kept[at - 1] === value) {
          counts[at - 1]!++;
          continue next;
        }
        slot = (slot + 1) & (index.length - 1);
      }
      this.addHash(value, high, lows[i]!);
      most = this.#limit / 0x100000;
    }
  }

  merge(other: DistinctSample): void {
    const { hashes, values, counts } = other.#entries;
    if (other.#limit < this.#limit) this.#cutAt(other.#limit);
    for (let i = 0; i < other.#length; i++) if (hashes[i]! < this.#limit) this.#add(values[i]!, hashes[i]!, counts[i]!);
  }

  /** The numbers, ascending, and how often each came. */
  values(): { readonly values: Float64Array; readonly counts: Float64Array } {
    const sorted = this.numbers();
    const { values, counts } = this.#entries;
    const places = new Map(Array.from(sorted, (value, place) => [value, place]));
    const held = new Float64Array(sorted.length);
    for (let i = 0; i < this.#length; i++) held[places.get(values[i]!)!] = counts[i]!;
    return { values: sorted, counts: held };
  }

  /** The numbers alone, ascending. */
  numbers(): Float64Array {
    if (this.#length > this.#size) this.#cut();
    return this.#entries.values.slice(0, this.#length).sort();
  }

  /** The `most` numbers that came most often, and how often, of all that are still counted, up to twice the size. */
  commonest(most: number): { readonly value: number; readonly count: number }[] {
    const { values, counts } = this.#entries;
    const ordered = counts.slice(0, this.#length).sort();
    const least = ordered[Math.max(0, this.#length - most)] ?? Infinity;
    const above: { value: number; count: number }[] = [];
    // Thousands may have come equally seldom: numbers alone are sorted in a tenth of the time.
    const equal: number[] = [];
    for (let i = 0; i < this.#length; i++) {
      if (counts[i]! > least) above.push({ value: values[i]!, count: counts[i]! });
      else if (counts[i] === least) equal.push(values[i]!);
    }
    above.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    const rest = Float64Array.from(equal)
      .sort()
      .subarray(0, most - above.length);
    return above.concat(Array.from(rest, (value) => ({ value, count: least })));
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
    if (this.#length === hashes.length) this.#cutRoughly();
  }

  /** Keeps the `size` lowest hashes. Two values of one hash stay or go together, so that their order cannot matter. */
  #cut(): void {
    const sorted = this.#entries.hashes.slice(0, this.#length).sort();
    this.#cutAt(sorted[this.#size]!);
  }

  /** Keeps the `size` lowest hashes and a few more, without sorting: hashes are spread evenly, so that counting them in steps tells where about so many lie. */
  #cutRoughly(): void {
    const { hashes } = this.#entries;
    const reach = this.#limit === Infinity ? HASHES : this.#limit;
    const steps = new Uint16Array(STEPS);
    for (let i = 0; i < this.#length; i++) steps[Math.floor((hashes[i]! / reach) * STEPS)]!++;
    let lower = 0;
    let step = 0;
    while (lower <= this.#size && step < STEPS) lower += steps[step++]!;
    const limit = (step / STEPS) * reach;
    if (lower < hashes.length) this.#cutAt(limit);
    else this.#cut();
  }

  #cutAt(limit: number): void {
    this.#limit = limit;
    const { hashes, values, counts } = this.#entries;
    const length = this.#length;
    this.#length = 0;
    this.#index.fill(0);
    // In place: what is kept never moves to a later place.
    for (let i = 0; i < length; i++) if (hashes[i]! < limit) this.#add(values[i]!, hashes[i]!, counts[i]!);
  }

  #slotOf(hash: number): number {
    // The lowest hashes are kept, so their high bits are alike: the low ones choose the slot.
    return (hash - Math.floor(hash / 0x100000) * 0x100000) & (this.#index.length - 1);
  }
}
