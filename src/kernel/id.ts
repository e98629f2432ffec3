import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new unique name such as `run_01j9z…`: 10 characters of wall time, 16 of randomness (the ULID layout, lower case),
 * so that names sort by the time of their making.
 */
export function newId(prefix: string, clock: Clock): string {
  let time = clock.now();
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32]! + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (const byte of randomBytes(16)) tail += ALPHABET[byte & 31]!;
  return `${prefix}_${head}${tail}`;
}
