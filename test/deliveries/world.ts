import { DAY, HOUR, type Instant, seededRandom } from '../../src/kernel/index.ts';

/** The first day of the data. */
export const START = Date.UTC(2001, 0, 1);
/** From this day on, every kilometre takes longer: roads are dug up. */
export const ROADWORKS = 36;
/** Days of data. */
export const DAYS = 56;
export const ROWS_A_DAY = 600;

/** The start of the `n`-th day. */
export const day = (n: number): Instant => START + n * DAY;

/** One delivery: how many minutes will it take? */
export interface Delivery {
  readonly id: number;
  readonly at: Instant;
  readonly km: number;
  readonly parcels: number;
  readonly district: string;
  readonly minutes: number;
  readonly knownAt: Instant;
}

/** The deliveries of one day; always the same. Long ways are harder to foretell than short ones. */
export function deliveriesOf(n: number): readonly Delivery[] {
  const random = seededRandom(`deliveries of day ${n}`);
  return Array.from({ length: ROWS_A_DAY }, (_, i) => {
    const at = day(n) + Math.floor((i * DAY) / ROWS_A_DAY);
    const km = Math.round(10 + random.next() * 90) / 10;
    const parcels = 1 + random.int(4);
    const district = ['market', 'old town'][random.int(2)]!;
    const pace = n < ROADWORKS ? 3 : 5;
    const minutes = Math.max(3, 8 + pace * km + 2 * parcels + (district === 'old town' ? 5 : 0) + (1 + 0.4 * km) * random.normal());
    return { id: n * ROWS_A_DAY + i, at, km, parcels, district, minutes: Math.round(minutes * 100) / 100, knownAt: at + 2 * HOUR };
  });
}
