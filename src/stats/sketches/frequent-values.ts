import { hashOfHalves, NumberSieve, SIFTED_AT_ONCE, type Sifted } from './number-sieve.ts';

/** A value and how often it occurred. */
export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** How many values are kept: any value that holds more than 1/65 of the rows is among them. */
export const FREQUENT_VALUES = 64;
const SLOTS = 256;
/** Where a number is laid to read its bits, for its hash: nothing stays there. */
const BITS = new Float64Array(1);
const HALVES = new Uint32Array(BITS.buffer);

/** Once some have been lost, so many at once are sifted first. */
export const WORTH_SIFTING = 512;

/**
 * The most frequent exact numbers of a stream, or of each of many that lie side by side in one piece of memory, which is constant: Misra and Gries, Finding repeated elements (1982).
 * A count is a lower bound; it falls short by at most rows / 53. Typed arrays and an open-addressed index: 3 to 20 ns a value.
 */
export class FrequentNumbers {
  /** Of each stream the keys, then the count of each. */
  readonly #pairs: Float64Array;
  readonly #short: Float64Array;
  /** The greatest count. */
  readonly #most: Float64Array;
  /** Of each stream, hash slot → position + 1 among the keys; 0 is a free slot. */
  readonly #index: Uint8Array;
  readonly #sizes: Uint8Array;
  readonly #sieve: NumberSieve;

  /** Sketches that are not added to at once may share a sieve. */
  constructor(sieve: NumberSieve = new NumberSieve(), streams = 1) {
    const memory = new ArrayBuffer(streams * (FREQUENT_VALUES * 16 + 16 + SLOTS + 1));
    this.#pairs = new Float64Array(memory, 0, streams * 2 * FREQUENT_VALUES);
    this.#short = new Float64Array(memory, this.#pairs.byteLength, streams);
    this.#most = new Float64Array(memory, this.#pairs.byteLength + this.#short.byteLength, streams);
    this.#index = new Uint8Array(memory, memory.byteLength - streams * (SLOTS + 1), streams * SLOTS);
    this.#sizes = new Uint8Array(memory, memory.byteLength - streams, streams);
    this.#sieve = sieve;
  }

  /** How far a count may fall short, and how often a number that is not kept may have come; 0 while all are kept. */
  short(stream = 0): number {
    return this.#short[stream]!;
  }

  /** Many at once, of which none is NaN or -0. */
  addAll(values: Float64Array, stream = 0): void {
    let at = 0;
    while (at < values.length) {
      if (this.#short[stream] === 0 || values.length - at < WORTH_SIFTING) {
        at = this.#addFrom(values, at, stream);
        continue;
      }
      this.addSifted(this.#sieve.sift(values.subarray(at, at + SIFTED_AT_ONCE)), stream);
      at += SIFTED_AT_ONCE;
    }
  }

  /**
   * What a sieve left of up to 2,048 numbers, or of those of them that nobody else counts. Summaries of parts merge (Agarwal et al., Mergeable summaries, 2012), and so does that of the numbers
   * that were passed over: it is empty, and falls short by seven of 2,048 at most.
   */
  addSifted({ often, passedOver }: Sifted, stream = 0): void {
    this.#short[stream]! += passedOver;
    this.#addFrom(often, 0, stream);
  }

  /** Adds those from a place on; gives the place after the last that was added, which may be the one that was the first to be lost. */
  #addFrom(values: Float64Array, start: number, stream: number): number {
    const wasShort = this.#short[stream]! > 0;
    const pairs = this.#pairs;
    const index = this.#index;
    const keys = stream * 2 * FREQUENT_VALUES;
    const counts = keys + FREQUENT_VALUES;
    const slots = stream * SLOTS;
    let size = this.#sizes[stream]!;
    let most = this.#most[stream]!;
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    next: for (let i = start; i < values.length; i++) {
      const key = values[i]!;
      let slot = hashOfHalves(halves[2 * i]!, halves[2 * i + 1]!) >>> 24;
      for (let at = index[slots + slot]!; at !== 0; at = index[slots + slot]!) {
        if (pairs[keys + at - 1] === key) {
          const count = ++pairs[counts + at - 1]!;
          if (count > most) most = count;
          continue next;
        }
        slot = (slot + 1) & (SLOTS - 1);
      }
      if (size === FREQUENT_VALUES) {
        size = this.#decrement(stream, most);
        most--;
        if (wasShort) continue;
        this.#sizes[stream] = size;
        this.#most[stream] = most;
        return i + 1;
      }
      pairs[keys + size] = key;
      pairs[counts + size] = 1;
      index[slots + slot] = ++size;
      if (most === 0) most = 1;
    }
    this.#sizes[stream] = size;
    this.#most[stream] = most;
    return values.length;
  }

  /** Those that came `least` times at least, in no order. */
  values(least = 1, stream = 0): ValueCount[] {
    const found: ValueCount[] = [];
    if (this.#most[stream]! < least) return found;
    const keys = stream * 2 * FREQUENT_VALUES;
    const end = keys + this.#sizes[stream]!;
    for (let at = keys; at < end; at++) {
      const count = this.#pairs[at + FREQUENT_VALUES]!;
      if (count >= least) found.push({ value: String(this.#pairs[at]!), count });
    }
    return found;
  }

  #slotOf(key: number): number {
    BITS[0] = key;
    return hashOfHalves(HALVES[0]!, HALVES[1]!) >>> 24;
  }

  /** Takes one from every count and forgets those that reach zero, which are all where none came twice; gives how many are left. Happens at most once in 65 values. */
  #decrement(stream: number, most: number): number {
    const pairs = this.#pairs;
    const keys = stream * 2 * FREQUENT_VALUES;
    const index = this.#index.subarray(stream * SLOTS, (stream + 1) * SLOTS).fill(0);
    let kept = 0;
    this.#short[stream]!++;
    if (most === 1) return kept;
    for (let at = keys; at < keys + FREQUENT_VALUES; at++) {
      const key = pairs[at]!;
      const count = pairs[at + FREQUENT_VALUES]! - 1;
      if (count === 0) continue;
      pairs[keys + kept] = key;
      pairs[keys + FREQUENT_VALUES + kept] = count;
      let slot = this.#slotOf(key);
      while (index[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
      index[slot] = ++kept;
    }
    return kept;
  }
}

/** The same for texts; exact while no more than `capacity` different ones have come. */
export class FrequentTexts {
  readonly #counts = new Map<string, number>();
  readonly #capacity: number;
  #short = 0;

  /** A value that holds more than 1 / (capacity + 1) of the rows is kept. @default 64 */
  constructor(capacity: number = FREQUENT_VALUES) {
    this.#capacity = capacity;
  }

  /** How far a count may fall short, and how often a text that is not kept may have come; 0 while all are kept. */
  get short(): number {
    return this.#short;
  }

  /** @default once */
  add(value: string, times = 1): void {
    const count = this.#counts.get(value);
    if (count !== undefined) this.#counts.set(value, count + times);
    else if (this.#counts.size < this.#capacity) this.#counts.set(value, times);
    else {
      // All lose what the newcomer and the least of them have in common: one of them goes.
      let loss = times;
      if (times > 1) for (const kept of this.#counts.values()) loss = Math.min(loss, kept);
      this.#short += loss;
      for (const [key, kept] of this.#counts) {
        if (kept <= loss) this.#counts.delete(key);
        else this.#counts.set(key, kept - loss);
      }
      if (times > loss) this.#counts.set(value, times - loss);
    }
  }

  /** Those that came `least` times at least. */
  values(least = 1): ValueCount[] {
    const found: ValueCount[] = [];
    for (const [value, count] of this.#counts) if (count >= least) found.push({ value, count });
    return mostFrequent(found, this.#capacity);
  }
}

/** Most frequent first, equal ones by value; at most 64. */
export const mostFrequent = <V extends ValueCount>(values: V[], limit: number = FREQUENT_VALUES): V[] =>
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)).slice(0, limit);

/**
 * Adds two lists and keeps lower bounds: when more than 64 remain, all lose the count of the 65th
 * (Agarwal et al., Mergeable summaries, 2012), and the shortfall stays within rows / 65.
 */
export function mergeFrequent(a: readonly ValueCount[], b: readonly ValueCount[]): ValueCount[] {
  const sums = new Map<string, number>();
  for (const { value, count } of a) sums.set(value, count);
  for (const { value, count } of b) sums.set(value, (sums.get(value) ?? 0) + count);
  const ordered = [...sums.values()].sort((x, y) => y - x);
  const loss = ordered[FREQUENT_VALUES] ?? 0;
  return mostFrequent([...sums].filter(([, count]) => count > loss).map(([value, count]) => ({ value, count: count - loss })));
}
