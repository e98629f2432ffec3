import { formatExactInstant } from '../kernel/index.ts';

/** A value of a row as people read it: an instant as a date, bytes in hexadecimal digits. */
export function tellValue(value: unknown, isInstant: boolean): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return isInstant && typeof value === 'number' ? formatExactInstant(value) : value;
}
