/** How many bytes a number of a column takes. */
export type FixedWidth = 1 | 2 | 4;

/** Writes numbers into bytes, growing as needed; `take` gives what was written and starts again. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** A whole number from 0 to 2^53, seven bits a byte, the lowest first; all but the last have the eighth bit set. */
  uint(value: number): void {
    this.#reserve(8);
    let rest = value;
    for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) this.#bytes[this.#at++] = (rest % 128) | 0x80;
    for (; rest >= 128; rest >>>= 7) this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#at++] = rest;
  }

  /** A whole number from -2^53 to 2^53: the first byte has the sign and six bits, the rest as `uint`. Not zigzag, which would need one bit more than a double has. */
  int(value: number): void {
    const sign = value < 0 ? 0x40 : 0;
    const size = Math.abs(value);
    const low = (size % 64) | sign;
    if (size < 64) this.byte(low);
    else {
      this.byte(low | 0x80);
      this.uint(Math.floor(size / 64));
    }
  }

  /** A whole number of 1, 2 or 4 bytes with a sign. */
  fixed(value: number, width: FixedWidth): void {
    this.#reserve(width);
    if (width === 1) this.#view.setInt8(this.#at, value);
    else if (width === 2) this.#view.setInt16(this.#at, value, true);
    else this.#view.setInt32(this.#at, value, true);
    this.#at += width;
  }

  float32(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return taken;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2 + bytes);
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
