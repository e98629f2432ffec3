import { ByteReader, ByteWriter } from '../../kernel/index.ts';

const VERSION = 1;

/**
 * Number, mean, variance, least and greatest of a stream. One value is added as Welford does (Note on a method for calculating corrected sums of squares, 1962), two
 * streams are joined as Chan, Golub and LeVeque do (Updating formulae and a pairwise algorithm, 1979): no large squares are subtracted, so a constant
 * added to all values costs no digits. Infinities are counted apart; NaN must be left out.
 */
export class Moments {
  /** Finite values. */
  finite = 0;
  /** Values that are infinite. */
  infinite = 0;
  mean = 0;
  /** Sum of squared deviations from the mean. */
  squares = 0;
  /** Of the finite values. */
  min = Infinity;
  max = -Infinity;

  add(value: number): void {
    if (value - value !== 0) {
      this.infinite++;
      return;
    }
    const delta = value - this.mean;
    this.mean += delta / ++this.finite;
    this.squares += delta * (value - this.mean);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /**
   * Many at once, in 2 ns each; NaN is skipped. Gives how many were skipped. Squares are taken of distances from the mean so far (from the first, at first): what is subtracted from their sum is
   * what the merged squares gain by the distance of the two means, so that no digits are lost that would be kept otherwise.
   */
  addAll(values: Float64Array): number {
    const from = this.finite > 0 ? this.mean : (values[0] ?? 0);
    let sum = 0;
    let sumOfSquares = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const away = value - from;
      sum += away;
      sumOfSquares += away * away;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    // Something is not finite, or beyond the largest double.
    if (!(sumOfSquares < Infinity)) return this.#addOneByOne(values);
    if (values.length === 0) return 0;
    const part = new Moments();
    part.finite = values.length;
    part.mean = from + sum / values.length;
    part.squares = Math.max(0, sumOfSquares - (sum * sum) / values.length);
    part.min = min;
    part.max = max;
    this.merge(part);
    return 0;
  }

  #addOneByOne(values: Float64Array): number {
    let skipped = 0;
    for (const value of values) {
      if (value === value) this.add(value);
      else skipped++;
    }
    return skipped;
  }

  merge(other: Moments): void {
    this.infinite += other.infinite;
    if (other.finite === 0) return;
    const finite = this.finite + other.finite;
    const delta = other.mean - this.mean;
    this.squares += other.squares + delta * delta * ((this.finite * other.finite) / finite);
    this.mean += delta * (other.finite / finite);
    this.finite = finite;
    if (other.min < this.min) this.min = other.min;
    if (other.max > this.max) this.max = other.max;
  }

  /** Of the sample (n - 1); NaN below two values. */
  variance(): number {
    return this.finite < 2 ? NaN : this.squares / (this.finite - 1);
  }

  toBytes(): Uint8Array {
    const writer = new ByteWriter();
    writer.byte(VERSION);
    writer.count(this.finite);
    writer.count(this.infinite);
    for (const value of [this.mean, this.squares, this.min, this.max]) writer.number(value);
    return writer.finish();
  }

  /** Throws BYTES_MALFORMED. */
  static fromBytes(bytes: Uint8Array): Moments {
    const reader = new ByteReader(bytes, 'moments');
    reader.version([VERSION]);
    const moments = new Moments();
    moments.finite = reader.count();
    moments.infinite = reader.count();
    moments.mean = reader.number();
    moments.squares = reader.number();
    moments.min = reader.number();
    moments.max = reader.number();
    reader.end();
    const empty = moments.finite === 0;
    if (Number.isNaN(moments.mean) || !(moments.squares >= 0)) reader.refuse('its mean or its squares are no numbers');
    if (empty ? moments.min !== Infinity || moments.max !== -Infinity : !(moments.min <= moments.max)) reader.refuse('its least value is above its greatest');
    return moments;
  }
}
