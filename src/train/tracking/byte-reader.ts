import type { FixedWidth } from './byte-writer.ts';

/** Reads what a `ByteWriter` wrote. What is cut short throws a RangeError, or reads as NaN. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++]!;
  }

  uint(): number {
    let byte = this.#bytes[this.#at++]!;
    if (byte < 128) return byte;
    let value = byte & 0x7f;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * scale;
    }
    return value;
  }

  int(): number {
    const first = this.#bytes[this.#at++]!;
    const size = (first & 0x3f) + (first >= 128 ? this.uint() * 64 : 0);
    return (first & 0x40) === 0 || size === 0 ? size : -size;
  }

  fixed(width: FixedWidth): number {
    this.#at += width;
    if (width === 1) return this.#view.getInt8(this.#at - 1);
    return width === 2 ? this.#view.getInt16(this.#at - 2, true) : this.#view.getInt32(this.#at - 4, true);
  }

  float32(): number {
    this.#at += 4;
    return this.#view.getFloat32(this.#at - 4, true);
  }

  float64(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }
}
