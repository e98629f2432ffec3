/**
 * Hashes one value at a time to 64 bits, in two halves: the finaliser of MurmurHash3 (Austin Appleby, public domain) over the bits of a double,
 * or over two multiplicative hashes of a text's UTF-16 code units. The same value gives the same hash on every machine.
 */
export class ValueHasher {
  high = 0;
  low = 0;
  readonly #bits = new Float64Array(1);
  readonly #halves = new Int32Array(this.#bits.buffer);

  /** -0 and 0 are one value. */
  number(value: number): void {
    this.#bits[0] = value + 0;
    this.#finish(this.#halves[0]!, this.#halves[1]!);
  }

  /** Many at once, where none is -0: their halves go to the first places of `highs` and `lows`. */
  numbers(values: Float64Array, highs: Int32Array, lows: Int32Array): void {
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    for (let i = 0; i < values.length; i++) {
      const b = halves[2 * i + 1]!;
      const first = mix(halves[2 * i]! ^ Math.imul(b, 0x9e3779b1));
      const high = mix((first + b) | 0);
      highs[i] = high;
      lows[i] = mix(high ^ Math.imul(first, 0xc2b2ae3d));
    }
  }

  text(value: string): void {
    let a = 0x9e3779b1 ^ value.length;
    let b = 0x85ebca77;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ unit, 0x5bd1e995);
      b ^= b >>> 15;
    }
    this.#finish(a, b);
  }

  #finish(a: number, b: number): void {
    const first = mix(a ^ Math.imul(b, 0x9e3779b1));
    this.high = mix((first + b) | 0);
    this.low = mix(this.high ^ Math.imul(first, 0xc2b2ae3d));
  }
}

function mix(given: number): number {
  let h = given;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
