/** UTF-8 takes at most three bytes for a unit of a text. */
const MOST_BYTES_A_UNIT = 3;

/** Bytes that grow by texts, in UTF-8. Their memory is shared with nobody: they may be handed to another thread. */
export class TextBuffer {
  #buffer: Buffer;
  #length = 0;

  /** @param expected about how many bytes: too many cost nothing, since what is never written to takes no memory. */
  constructor(expected: number) {
    this.#buffer = Buffer.allocUnsafeSlow(expected);
  }

  append(text: string): void {
    const most = this.#length + text.length * MOST_BYTES_A_UNIT;
    if (most > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#length += this.#buffer.write(text, this.#length);
  }

  /** All of them; nothing may be appended afterwards. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }
}
