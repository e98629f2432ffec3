import { hashOfHalves, sieveSlots } from '../../stats/index.ts';
import { SPECIAL_NUMBERS } from './special-numbers.ts';

/** Counts numbers exactly that may be of interest however seldom they come: those that programs write for nothing, which all columns have in common, and a column's own. Some 3 ns a value. */
export class WatchedNumbers {
  readonly #own: NumberPlaces;
  /** A bit for each of 256 slots by hash, of which most numbers of most columns find none that is watched. */
  readonly #taken = new Uint32Array(8);
  #slots: Uint16Array | undefined;

  /** A column's own; so many that there are at most 64 with the others. */
  constructor(own: Iterable<number>) {
    this.#own = new NumberPlaces([...new Set(Array.from(own, (value) => value + 0))].filter((value) => !SPECIAL_NUMBERS.has(value)).slice(0, MOST - SPECIAL.values.length));
    for (const { values } of [SPECIAL, this.#own]) {
      const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
      for (let i = 0; i < values.length; i++) {
        const hash = hashOfHalves(halves[2 * i]!, halves[2 * i + 1]!);
        this.#taken[hash >>> 29]! |= 1 << (hash >>> 24);
      }
    }
  }

  get size(): number {
    return SPECIAL.values.length + this.#own.values.length;
  }

  /** The number that the i-th count is of. */
  valueOf(i: number): number {
    return i < SPECIAL.values.length ? SPECIAL.values[i]! : this.#own.values[i - SPECIAL.values.length]!;
  }

  /** Of a `NumberSieve`: what is left of numbers when these are kept holds all that are watched. Found when first asked for: who counts a request at a time sifts nothing. */
  get slots(): Uint16Array {
    return (this.#slots ??= sieveSlots(Float64Array.of(...SPECIAL.values, ...this.#own.values)));
  }

  /** Adds to `counts`, from a place on, how often each came. The others are left in the first places of `numbers`, and it gives how many they are. No number is NaN or -0. */
  take(numbers: Float64Array, counts: Uint32Array, from: number): number {
    const taken = this.#taken;
    let others = 0;
    const halves = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i]!;
      const hash = hashOfHalves(halves[2 * i]!, halves[2 * i + 1]!);
      const place = (taken[hash >>> 29]! >>> (hash >>> 24)) & 1 ? this.#placeOf(number, hash) : -1;
      if (place < 0) numbers[others++] = number;
      else counts[from + place]!++;
    }
    return others;
  }

  #placeOf(number: number, hash: number): number {
    const special = SPECIAL.of(number, hash);
    if (special >= 0) return special;
    const own = this.#own.of(number, hash);
    return own < 0 ? own : SPECIAL.values.length + own;
  }
}

const MOST = 64;
const FREE = 0xff;

/** Finds the places of different numbers, at most 64, by open addressing: at most a quarter of the slots are taken. */
class NumberPlaces {
  readonly values: Float64Array;
  readonly #index: Uint8Array;
  readonly #shift: number;

  constructor(values: readonly number[]) {
    const bits = 2 + Math.ceil(Math.log2(Math.max(1, values.length)));
    const memory = new ArrayBuffer(values.length * 8 + 2 ** bits);
    this.values = new Float64Array(memory, 0, values.length);
    this.values.set(values);
    this.#index = new Uint8Array(memory, this.values.byteLength).fill(FREE);
    this.#shift = 32 - bits;
    const halves = new Int32Array(memory, 0, 2 * values.length);
    values.forEach((_, place) => {
      let slot = hashOfHalves(halves[2 * place]!, halves[2 * place + 1]!) >>> this.#shift;
      while (this.#index[slot] !== FREE) slot = (slot + 1) & (this.#index.length - 1);
      this.#index[slot] = place;
    });
  }

  /** Where a number is, given its hash; -1 when it is not among them. */
  of(number: number, hash: number): number {
    const index = this.#index;
    for (let slot = hash >>> this.#shift, place = index[slot]!; place !== FREE; place = index[slot]!) {
      if (this.values[place] === number) return place;
      slot = (slot + 1) & (index.length - 1);
    }
    return -1;
  }
}

/** The same for all columns, so that they are at hand whichever column is counted. */
const SPECIAL = new NumberPlaces([...SPECIAL_NUMBERS]);
