import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new unique name such as `run_01j9z…`: 10 characters of wall time, 16 of randomness (the ULID layout, lower case),
 * so that names sort by the time of their making. About 1 µs.
 */
export function newId(prefix: string, clock: Clock): string {
  let time = clock.now();
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32]! + head;
    time = Math.floor(time / 32);
  }
  // Node keeps random bytes for many UUIDs ready, but asks the system for each call of randomBytes. These 20 digits of one are all random.
  const uuid = randomUUID();
  return `${prefix}_${head}${fourOf(uuid.slice(0, 5))}${fourOf(uuid.slice(5, 8) + uuid.slice(24, 26))}${fourOf(uuid.slice(26, 31))}${fourOf(uuid.slice(31))}`;
}

/** Five hex digits as four characters, both 20 bits. */
function fourOf(digits: string): string {
  const bits = Number.parseInt(digits, 16);
  return ALPHABET[bits >>> 15]! + ALPHABET[(bits >>> 10) & 31]! + ALPHABET[(bits >>> 5) & 31]! + ALPHABET[bits & 31]!;
}
