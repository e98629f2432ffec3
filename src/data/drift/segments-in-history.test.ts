import { describe, expect, it } from 'vitest';
import { DAY, HOUR, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { poolBatches } from '../../../test/fixtures/pool-batches.ts';
import type { Batch } from './batch.ts';
import { judgeSegments } from './judge-segments.ts';

const MONDAY = Date.UTC(2024, 0, 1);
const SHOPS = { Lima: 0.6, Oslo: 0.4 };

interface Order {
  readonly at: number;
  readonly shop: string;
  readonly amount: number;
}

/** A day of orders: each shop has a level of its own, every day has another, and so has the share of the shops; at weekends Oslo sells what is dear. */
function draw(random: Random, day: number, { rows = 500, share = SHOPS.Lima, like = day, times = 1 } = {}): Batch {
  const [level, lima] = [0.15 * random.normal(), share + 0.03 * random.normal()];
  const orders = Array.from({ length: rows }, (): Order => {
    const shop = random.next() < lima ? 'Lima' : 'Oslo';
    const dear = shop === 'Oslo' && like % 7 >= 5 ? 0.9 : 0;
    return {
      at: MONDAY + day * DAY + (8 + 10 * random.next()) * HOUR,
      shop,
      amount: (shop === 'Oslo' ? times : 1) * Math.exp((shop === 'Lima' ? 1 : 2) + level + dear + 0.5 * random.normal()),
    };
  });
  return {
    rows,
    columns: [
      { name: 'at', kind: 'timestamp', values: Float64Array.from(orders, ({ at }) => at) },
      { name: 'shop', kind: 'string', values: orders.map(({ shop }) => shop) },
      { name: 'amount', kind: 'number', values: Float64Array.from(orders, ({ amount }) => amount) },
    ],
  };
}

describe('segments of a feed that differs from day to day by nature', () => {
  const random = seededRandom('segments in history');
  const reference = poolBatches(Array.from({ length: 14 }, (_, day) => draw(random, day)));
  const past = Array.from({ length: 28 }, (_, i) => draw(random, 14 + i));
  const told = (batch: Batch, by?: readonly Batch[]) =>
    judgeSegments(reference, batch, 'shop', { past: by }).findings.map(({ kind, column, where = [], natural }) => ({ kind, column, where, season: natural?.season }));

  it('are changed in no more than 1 of 100 beside earlier batches; the tests alone cry wolf', () => {
    const runs = 10;
    let [found, alone] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const batch = draw(random, 42 + run);
      if (told(batch, past).some(({ column }) => column !== 'at')) found++;
      if (told(batch).some(({ column }) => column !== 'at')) alone++;
    }
    expect(clopperPearson(found, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
    expect(alone).toBeGreaterThan(runs / 2);
  });

  it('are changed where one of them is, also under another mix, and where one looks like another part of the week', () => {
    expect(told(draw(random, 44, { times: 3 }), past)).toContainEqual(expect.objectContaining({ column: 'amount', where: ['Oslo'] }));
    expect(told(draw(random, 44, { times: 3, share: 0.4 }), past)).toContainEqual(expect.objectContaining({ column: 'amount', where: ['Oslo'] }));
    const monday = draw(random, 47, { like: 42 });
    expect(told(monday, past)).toContainEqual(expect.objectContaining({ column: 'amount', where: ['Oslo'], season: 'Saturdays' }));
  });

  it('have another mix, and nothing else, when they have', () => {
    expect(told(draw(random, 45, { share: 0.25 }), past).filter(({ column }) => column !== 'at')).toMatchObject([{ kind: 'mix', column: 'shop' }]);
  });

  it('are judged by the tests alone where earlier batches are few, which is said', () => {
    const { history } = judgeSegments(reference, draw(random, 43), 'shop', { past: past.slice(0, 2) });
    expect(history).toMatchObject({ rule: 'test', batches: 2 });
  });
});
