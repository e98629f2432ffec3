import { crc32 } from 'node:zlib';

/** Bytes before a payload: its length and its checksum, 32 bits each, little-endian. */
const HEADER = 8;
/** No payload is longer: a longer length is no length. */
const MAX_PAYLOAD = 1 << 28;

/** Wraps a payload: length, CRC-32, bytes. */
export function encodeFrame(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEADER + payload.length);
  frame.set(payload, HEADER);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(frame.subarray(HEADER)), 4);
  return frame;
}

/** What a stretch of a segment holds. */
export interface FrameScan {
  /** Whole, sound frames from the start, in order. */
  readonly payloads: readonly Buffer[];
  /** Where the last of them ends. */
  readonly end: number;
  /** `clean`: nothing follows. `torn`: an unfinished frame follows. `corrupt`: what follows is no frame, yet a sound one comes later. */
  readonly rest: 'clean' | 'torn' | 'corrupt';
}

/**
 * Reads frames until the first that is not whole or not sound. The writer makes one frame durable before it begins the next, so one that
 * died leaves at most one unfinished frame, and nothing sound after it; a sound frame further on means that bytes in the middle were
 * changed, which must never be taken for a torn end.
 */
export function scanFrames(bytes: Buffer): FrameScan {
  const payloads: Buffer[] = [];
  let at = 0;
  for (let payload = payloadAt(bytes, at); payload; payload = payloadAt(bytes, at)) {
    payloads.push(payload);
    at += HEADER + payload.length;
  }
  if (at === bytes.length) return { payloads, end: at, rest: 'clean' };
  for (let later = at + 1; later + HEADER < bytes.length; later++) if (payloadAt(bytes, later)) return { payloads, end: at, rest: 'corrupt' };
  return { payloads, end: at, rest: 'torn' };
}

function payloadAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + HEADER > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  // A length of nothing would make frames of a stretch of zeros.
  if (length === 0 || length > MAX_PAYLOAD || at + HEADER + length > bytes.length) return undefined;
  const payload = bytes.subarray(at + HEADER, at + HEADER + length);
  return crc32(payload) === bytes.readUInt32LE(at + 4) ? payload : undefined;
}
