import { modelErrors } from './model.errors.ts';

/**
 * The part of Protocol Buffers' wire format that ONNX uses (https://protobuf.dev/programming-guides/encoding/), as small
 * composable codecs. Fields are written in the order of the table, so the same value always gives the same bytes.
 */
export interface Codec<T> {
  readonly wire: WireType;
  write(value: T, out: Writer): void;
  read(input: Reader): T;
}

type WireType = 0 | 1 | 2 | 5;

/** Messages nested deeper than this are refused; a real ONNX model needs a handful. */
const MAX_DEPTH = 24;

/** Bytes that grow. */
export class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
  /** Writes an integer of up to 53 bits and a sign as a (two's complement, 64-bit) varint. */
  varint(value: number): void {
    this.#reserve(10);
    let low = value >>> 0;
    let high = Math.floor(value / 0x1_0000_0000) >>> 0;
    while (high !== 0 || low > 127) {
      this.#bytes[this.#length++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#length++] = low;
  }
  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }
  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }
  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** A cursor over bytes that never reads past its end. Every failure is MODEL_NOT_ONNX with the offset. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #depth: number;
  #at: number;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length, depth = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = to;
    this.#depth = depth;
  }
  get done(): boolean {
    return this.#at >= this.#end;
  }
  fail(reason: string): never {
    throw modelErrors.NOT_ONNX({ reason, offset: this.#at });
  }
  /** Reads a 64-bit varint as a number; beyond ±2^53 it is rounded (such values only occur in constants that nobody here interprets). */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) this.fail('a number is cut off');
      const byte = this.#bytes[this.#at++]!;
      if (shift < 28) low |= (byte & 127) << shift;
      else if (shift === 28) {
        low |= (byte & 15) << 28;
        high = (byte & 127) >>> 4;
      } else high |= (byte & 127) << (shift - 32);
      if (byte < 128) return (high | 0) * 0x1_0000_0000 + (low >>> 0);
    }
    return this.fail('a number is longer than 64 bits');
  }
  float(): number {
    return this.#view.getFloat32(this.#skip(4), true);
  }
  double(): number {
    return this.#view.getFloat64(this.#skip(8), true);
  }
  /** The bytes of a length-delimited field, as a view. */
  bytes(): Uint8Array {
    const length = this.varint();
    const from = this.#skip(length);
    return this.#bytes.subarray(from, from + length);
  }
  /** A reader over the length-delimited field that starts here. */
  nested(): Reader {
    if (this.#depth >= MAX_DEPTH) this.fail(`messages are nested deeper than ${MAX_DEPTH} levels`);
    const length = this.varint();
    const from = this.#skip(length);
    return new Reader(this.#bytes, from, from + length, this.#depth + 1);
  }
  /** Passes over a field that nobody asked for. */
  skipField(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 1) this.#skip(8);
    else if (wire === 2) this.bytes();
    else if (wire === 5) this.#skip(4);
    else this.fail(`wire type ${wire} does not occur in ONNX`);
  }
  #skip(count: number): number {
    const from = this.#at;
    if (!(count >= 0 && count <= this.#end - from)) this.fail(`a field of ${count} bytes reaches beyond its message`);
    this.#at = from + count;
    return from;
  }
}

const asBuffer = (view: Uint8Array): Buffer => Buffer.from(view.buffer, view.byteOffset, view.length);

export const integer: Codec<number> = { wire: 0, write: (value, out) => out.varint(value), read: (input) => input.varint() };
export const float: Codec<number> = { wire: 5, write: (value, out) => out.float(value), read: (input) => input.float() };
export const double: Codec<number> = { wire: 1, write: (value, out) => out.double(value), read: (input) => input.double() };
export const bytes: Codec<Uint8Array> = { wire: 2, write: (value, out) => out.bytes(value), read: (input) => input.bytes() };
export const text: Codec<string> = { wire: 2, write: (value, out) => out.bytes(Buffer.from(value)), read: (input) => asBuffer(input.bytes()).toString() };

/** How one member of a message is written and read. */
export interface Field<V> {
  readonly number: number;
  empty(): V;
  write(value: V, out: Writer): void;
  read(input: Reader, wire: number, before: V): V;
}

const tag = (number: number, wire: WireType, out: Writer): void => out.varint(number * 8 + wire);

function expectWire(input: Reader, expected: WireType, actual: number): void {
  if (actual !== expected) input.fail(`a field has wire type ${actual} instead of ${expected}`);
}

/** A member that has a default, which is not written. */
export const one = <T>(number: number, codec: Codec<T>, absent: T): Field<T> => ({
  number,
  empty: () => absent,
  write(value, out) {
    if (value === absent) return;
    tag(number, codec.wire, out);
    codec.write(value, out);
  },
  read(input, wire) {
    expectWire(input, codec.wire, wire);
    return codec.read(input);
  },
});

/** A member that may be absent; when present it is written, also when zero or empty. */
export const maybe = <T>(number: number, codec: Codec<T>): Field<T | undefined> => ({
  number,
  empty: () => undefined,
  write(value, out) {
    if (value === undefined) return;
    tag(number, codec.wire, out);
    codec.write(value, out);
  },
  read(input, wire) {
    expectWire(input, codec.wire, wire);
    return codec.read(input);
  },
});

/** A repeated member. Numbers are written packed and read packed or not, as the format demands. */
export const many = <T>(number: number, codec: Codec<T>): Field<readonly T[]> => ({
  number,
  empty: () => [],
  write(values, out) {
    if (values.length === 0) return;
    if (codec.wire === 2) {
      for (const value of values) {
        tag(number, 2, out);
        codec.write(value, out);
      }
      return;
    }
    const packed = new Writer();
    for (const value of values) codec.write(value, packed);
    tag(number, 2, out);
    out.bytes(packed.take());
  },
  read(input, wire, before) {
    const values = before as T[]; // made by empty() for this very message, so it may grow in place
    if (wire === 2 && codec.wire !== 2) {
      const packed = input.nested();
      while (!packed.done) values.push(codec.read(packed));
    } else {
      expectWire(input, codec.wire, wire);
      values.push(codec.read(input));
    }
    return values;
  },
});

/** A message: framed by its length when nested, bare when it stands alone. */
export interface MessageCodec<T> extends Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** A message from its table of fields. Unknown fields are passed over. */
export function message<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): MessageCodec<T> {
  const keys = Object.keys(fields) as (keyof T)[];
  const byNumber = new Map(keys.map((key) => [fields[key].number, key]));
  const encode = (value: T): Uint8Array => {
    const out = new Writer();
    for (const key of keys) fields[key].write(value[key], out);
    return out.take();
  };
  const readFrom = (input: Reader): T => {
    const value = {} as T;
    for (const key of keys) value[key] = fields[key].empty();
    while (!input.done) {
      const head = input.varint();
      const wire = head & 7;
      const number = Math.floor(head / 8);
      if (!(number >= 1 && number <= 536_870_911)) input.fail(`there is no field ${number}`);
      const key = byNumber.get(number);
      if (key === undefined) input.skipField(wire);
      else value[key] = fields[key].read(input, wire, value[key]);
    }
    return value;
  };
  return {
    wire: 2,
    write: (value, out) => out.bytes(encode(value)),
    read: (input) => readFrom(input.nested()),
    encode,
    decode: (from) => readFrom(new Reader(from)),
  };
}

/** A codec that refers to one defined later. */
export const lazy = <T>(codec: () => Codec<T>): Codec<T> => ({ wire: 2, write: (value, out) => codec().write(value, out), read: (input) => codec().read(input) });
