import { DAY, HOUR, type Instant, seededRandom } from '../../src/kernel/index.ts';

/** The first day of the data. */
export const START = Date.UTC(2001, 0, 1);
/** From this day on, what comes through the form are complaints about deliveries, not returns. */
export const NEW_FORM = 36;
/** Days of data. */
export const DAYS = 58;
export const ROWS_A_DAY = 600;

/** The desks that answer messages. */
export const DESKS = ['billing', 'delivery', 'returns'] as const;
export type Desk = (typeof DESKS)[number];

/** The start of the `n`-th day. */
export const day = (n: number): Instant => START + n * DAY;

/** One message: which desk will it end at? */
export interface Message {
  readonly id: number;
  readonly at: Instant;
  readonly words: number;
  readonly amount: number;
  readonly photos: number;
  readonly channel: string;
  readonly desk: Desk;
  readonly knownAt: Instant;
}

/** The messages of one day; always the same. Some could be for any desk. */
export function messagesOf(n: number): readonly Message[] {
  const random = seededRandom(`messages of day ${n}`);
  return Array.from({ length: ROWS_A_DAY }, (_, i) => {
    const at = day(n) + Math.floor((i * DAY) / ROWS_A_DAY);
    const words = 5 + random.int(120);
    const amount = Math.round(random.next() * 5_000) / 10;
    const photos = random.int(4);
    const channel = ['mail', 'chat', 'form'][random.int(3)]!;
    const form = channel === 'form' ? 3 : 0;
    const scores = [amount / 80 - 1, words / 40 + (n < NEW_FORM ? 0 : form), 1.2 * photos + (n < NEW_FORM ? form : 0)];
    const weights = scores.map(Math.exp);
    let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const desk = DESKS.find((_desk, k) => (left -= weights[k]!) < 0) ?? 'returns';
    return { id: n * ROWS_A_DAY + i, at, words, amount, photos, channel, desk, knownAt: at + 2 * HOUR };
  });
}
