import { bytesErrors } from './bytes.errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Texts of so many bytes, if they are ASCII, are read sign by sign: five times as fast. */
const SHORT = 40;

/** Reads what a `ByteWriter` wrote. Bytes come from outside: whatever they say, no more is read or made room for than they hold. Throws BYTES_MALFORMED. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  #at = 0;

  /** `what` these bytes should be, for the error: `a profile`. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    this.#need(1);
    return this.#bytes[this.#at++]!;
  }

  /** A whole number from 0 to `most`. */
  count(most: number = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (value > most) this.refuse(`a count is above ${most}`);
      if (byte < 0x80) return value;
      if (factor > 2 ** 49) this.refuse('a count does not end');
    }
  }

  /** How many members follow, each of which takes `bytes` at least. */
  length(bytes: number): number {
    const members = this.count();
    if (members * bytes > this.left) this.refuse('it ends too early');
    return members;
  }

  number(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  text(): string {
    const bytes = this.block();
    if (bytes.length <= SHORT) {
      let text = '';
      let all = 0;
      for (let i = 0; i < bytes.length; i++) {
        all |= bytes[i]!;
        text += String.fromCharCode(bytes[i]!);
      }
      if (all < 0x80) return text;
    }
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      if (cause instanceof TypeError) this.refuse('a text is not UTF-8');
      throw cause;
    }
  }

  /** Bytes with their length before them: a view. */
  block(): Uint8Array {
    return this.raw(this.count());
  }

  raw(length: number): Uint8Array {
    this.#need(length);
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  /** The first byte names the version: refuses any other than those known. */
  version<V extends number>(known: readonly V[]): V {
    const found = this.byte();
    const version = known.find((one) => one === found);
    return version ?? this.refuse(`its version is ${found}, known are ${known.join(', ')}`);
  }

  /** Nothing may follow. */
  end(): void {
    if (this.left > 0) this.refuse(`${this.left} bytes follow its end`);
  }

  refuse(reason: string): never {
    throw bytesErrors.MALFORMED({ what: this.#what, reason });
  }

  #need(bytes: number): void {
    if (bytes > this.left) this.refuse('it ends too early');
  }
}
