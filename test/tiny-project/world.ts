import { DAY, HOUR, type Instant, seededRandom } from '../../src/kernel/index.ts';

/** The first day of the data. */
export const START = Date.UTC(2001, 0, 1);
/** From this day on, orders of low value come back, where those of high value did before. */
export const FLIP = 30;
/** Days of data. */
export const DAYS = 72;
export const ROWS_A_DAY = 160;

/** The start of the `n`-th day. */
export const day = (n: number): Instant => START + n * DAY;

/** One order: will it come back? */
export interface Order {
  readonly id: number;
  readonly at: Instant;
  readonly value: number;
  readonly noise: number;
  readonly segment: string;
  readonly returned: 0 | 1;
  readonly knownAt: Instant;
}

/** The orders of one day; always the same. */
export function ordersOf(n: number): readonly Order[] {
  const random = seededRandom(`orders of day ${n}`);
  return Array.from({ length: ROWS_A_DAY }, (_, i) => {
    const at = day(n) + Math.floor((i * DAY) / ROWS_A_DAY);
    const value = Math.round(random.next() * 1_000) / 10;
    const risky = n < FLIP ? value >= 50 : value < 50;
    const segment = ['home', 'office', 'shop'][random.int(3)]!;
    const returned = random.next() < (risky ? 0.6 : 0.1) + (segment === 'shop' ? 0.05 : 0) ? 1 : 0;
    return { id: n * ROWS_A_DAY + i, at, value, noise: Math.round(random.next() * 1_000) / 1_000, segment, returned, knownAt: at + (returned === 1 ? 9 : 2) * HOUR };
  });
}
