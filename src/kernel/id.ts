import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';

/** Five hex digits, 20 bits, as four digits of base 32. */
const fourOf = (digits: string): string => Number.parseInt(digits, 16).toString(32).padStart(4, '0');

/**
 * A new unique name such as `run_01j9v…`: 10 digits of wall time, 16 of randomness (the ULID layout, in base 32 of 0-9 and a-v),
 * so that names sort by the time of their making. About 1 µs.
 */
export function newId(prefix: string, clock: Clock): string {
  // Node keeps random bytes for many UUIDs ready, but asks the system for each call of randomBytes. These 20 digits of one are all random.
  const uuid = randomUUID();
  const time = clock.now().toString(32).padStart(10, '0');
  return `${prefix}_${time}${fourOf(uuid.slice(0, 5))}${fourOf(uuid.slice(5, 8) + uuid.slice(24, 26))}${fourOf(uuid.slice(26, 31))}${fourOf(uuid.slice(31))}`;
}
