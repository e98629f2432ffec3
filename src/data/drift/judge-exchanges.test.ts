import { describe, expect, it } from 'vitest';
import { DAY, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { fitYardstick, type Yardstick } from './yardstick.ts';

/** Where a trip begins and ends, of 60 places each way; in the morning it begins in the lower half of them more often, in the evening it ends there. */
function drawTrips(random: Random, rows: number, { exchanged = 0, share = 0.75 } = {}): Batch {
  const trips = Array.from({ length: rows }, (_, row) => {
    const minute = random.int(1440);
    const outward = random.next() < share === minute < 720;
    const [low, high] = [`p${random.int(30)}`, `p${30 + random.int(30)}`];
    const isExchanged = row < exchanged * rows;
    return { minute, from: outward === isExchanged ? high : low, to: outward === isExchanged ? low : high };
  });
  const shuffled = trips.map((trip) => ({ trip, key: random.next() })).sort((a, b) => a.key - b.key);
  const of = (name: 'from' | 'to'): string[] => shuffled.map(({ trip }) => trip[name]);
  const left = Float64Array.from(shuffled, ({ trip }) => trip.minute * 60_000 + random.int(90) * DAY);
  return {
    rows,
    columns: [
      { name: 'left', kind: 'timestamp', values: left },
      { name: 'from', kind: 'string', values: of('from') },
      { name: 'to', kind: 'string', values: of('to') },
    ],
  };
}

const learn = (seed: string, share?: number): Yardstick => fitYardstick(drawTrips(seededRandom(seed), 8000, share === undefined ? {} : { share }));

describe('two columns that share their texts', () => {
  it('are found to have traded places in a fifth of the rows', () => {
    const yardstick = learn('trips');
    expect(yardstick.exchanges.map(({ a, b, partners }) => [a.column, b.column, partners.map(({ column }) => column)])).toEqual([[1, 2, [0]]]);
    for (const seed of ['a', 'b', 'c']) {
      const { findings } = judgeBatch(yardstick, drawTrips(seededRandom(seed), 1000, { exchanged: 0.2 }));
      expect(findings).toEqual([expect.objectContaining({ kind: 'association', column: expect.stringMatching(/^(from|to)$/) })]);
    }
  });

  it('are judged no more often wrongly than it says', () => {
    const ps: number[] = [];
    for (let reference = 0; reference < 6; reference++) {
      const yardstick = learn(`reference ${reference}`);
      const random = seededRandom(`clean ${reference}`);
      const [of] = yardstick.exchanges;
      for (let batch = 0; batch < 40; batch++) {
        const traces = traceBatch({ ...yardstick, exchanges: [of!] }, drawTrips(random, 400));
        ps.push(traces.find(({ kind, column, other, beside }) => kind === 'association' && beside === undefined && column === 'from' && other === 'to')!.p);
      }
    }
    for (const level of [0.2, 0.05, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
    expect(ps.filter((p) => p <= 0.2).length).toBeGreaterThan(0);
  });

  it('are not judged where nothing tells one from the other', () => {
    expect(learn('like', 0.5).exchanges).toEqual([]);
  });
});
