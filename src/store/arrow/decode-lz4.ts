const MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x8000_0000;

/**
 * Decodes an LZ4 frame, which is how pyarrow and pandas compress Feather files unless told otherwise. Checksums are passed over.
 * Throws a RangeError for bytes that are none. Formats: lz4_Frame_format.md 1.6.4 and lz4_Block_format.md of https://github.com/lz4/lz4/tree/v1.10.0/doc
 */
export function decodeLz4(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(4);
  if (view.getUint32(0, true) !== MAGIC || flags >>> 6 !== 1) throw new RangeError('no LZ4 frame');
  const [hasBlockSums, hasSize, hasDictionary] = [flags & 16, flags & 8, flags & 1];
  const size = hasSize ? Number(view.getBigUint64(6, true)) : bytes.length * 4;
  // A byte can stand for 255 at most: what claims more is broken, and must not take the memory.
  const out = { bytes: new Uint8Array(Math.min(size, bytes.length * 255)), length: 0 };
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return out.bytes.subarray(0, out.length);
    const end = at + (word & ~UNCOMPRESSED);
    if (end > bytes.length) throw new RangeError('an LZ4 block is cut off');
    if (word & UNCOMPRESSED) copy(out, bytes, at, end);
    else decodeBlock(bytes, at, end, out);
    at = end + (hasBlockSums ? 4 : 0);
  }
}

interface Growing {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

function decodeBlock(bytes: Uint8Array, start: number, end: number, out: Growing): void {
  let at = start;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) {
      if (at >= end) throw new RangeError('an LZ4 length is cut off');
      more = bytes[at++]!;
    }
    return length;
  };
  while (at < end) {
    const token = bytes[at++]!;
    const literals = lengthFrom(token >>> 4);
    if (at + literals > end) throw new RangeError('LZ4 literals are cut off');
    copy(out, bytes, at, at + literals);
    at += literals;
    // The last sequence is of literals alone.
    if (at >= end) return;
    const offset = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    const length = lengthFrom(token & 15) + 4;
    if (offset === 0 || offset > out.length) throw new RangeError('an LZ4 match lies before the beginning');
    makeRoom(out, length);
    // A match may reach into what it writes: a run, byte by byte.
    if (offset >= length) out.bytes.copyWithin(out.length, out.length - offset, out.length - offset + length);
    else for (let i = 0; i < length; i++) out.bytes[out.length + i] = out.bytes[out.length + i - offset]!;
    out.length += length;
  }
}

function copy(out: Growing, from: Uint8Array, start: number, end: number): void {
  makeRoom(out, end - start);
  out.bytes.set(from.subarray(start, end), out.length);
  out.length += end - start;
}

function makeRoom(out: Growing, more: number): void {
  if (out.length + more <= out.bytes.length) return;
  const grown = new Uint8Array(Math.max(out.length + more, out.bytes.length * 2));
  grown.set(out.bytes.subarray(0, out.length));
  out.bytes = grown;
}
