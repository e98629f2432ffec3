import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { explainChange } from './explain-change.ts';
import { concludeBatch } from './conclude-batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { fitYardstick } from './yardstick.ts';

/** Parcels that arrive some hours after they left, most of them soon; a share of them by the clock of another zone. */
function draw(random: Random, rows: number, { share = 0, hours = 0 } = {}): Batch {
  const parcels = Array.from({ length: rows }, () => {
    const left = Date.UTC(2024, 0, 1) + random.int(60) * DAY + random.int(DAY / MINUTE) * MINUTE;
    return { left, arrived: left + Math.round(random.next() ** 2 * 600) * MINUTE + (random.next() < share ? hours * HOUR : 0) };
  });
  return {
    rows,
    columns: [
      { name: 'left', kind: 'timestamp', values: Float64Array.from(parcels, ({ left }) => left) },
      { name: 'arrived', kind: 'timestamp', values: Float64Array.from(parcels, ({ arrived }) => arrived) },
    ],
  };
}

const yardstick = fitYardstick(draw(seededRandom('reference'), 10_000));
const told = (seed: string, share: number, hours: number) => traceBatch(yardstick, draw(seededRandom(seed), 1000, { share, hours })).find(({ pattern }) => pattern !== undefined)!;

describe('a part of the instants in another time zone', () => {
  it('is found though they still follow each other, and the hours are named', () => {
    const { p, pattern, column, other, rows } = told('zone', 0.2, 2);
    expect({ column, other, pattern }).toEqual({ column: 'arrived', other: 'left', pattern: { hours: 2 } });
    expect(p).toBeLessThan(1e-6);
    expect(rows().length).toBeGreaterThan(100);
  });

  it('is found by a heap that it moves to where few were', () => {
    const found = Array.from({ length: 20 }, (_, i) => told(`heap ${i}`, 0.1, 1));
    // By 96 bins of equally many rows, which blur it, five.
    expect(found.filter(({ p }) => p <= 0.01).length).toBeGreaterThanOrEqual(9);
    // A shift backwards would leave the range, which none does.
    expect(found.filter(({ pattern }) => pattern && 'hours' in pattern && pattern.hours < 0)).toEqual([]);
  });

  it('has no hours where several would do', () => {
    expect(told('few', 0.03, 3).pattern).toBe(null);
  });

  it('is told in the words of the finding', () => {
    const finding = judgeBatch(yardstick, draw(seededRandom('told'), 1000, { share: 0.2, hours: 2 })).findings[0]!;
    expect(finding).toMatchObject({ kind: 'association', column: 'arrived', other: 'left' });
    expect(explainChange(finding).cause).toBe('instants of another time zone in a part of the rows: 2 hours too late beside the other');
  });

  it('is too early beside the other where the other is the one that is wrong', () => {
    const shifted = told('zone', 0.2, 2);
    const moved = { kind: 'drift' as const, column: 'left', other: null, value: null, effect: 0.1, usual: 0, p: 1e-6, chance: shifted.chance, rows: () => [] };
    const [first] = concludeBatch([shifted, moved], [shifted.p, moved.p]).findings;
    expect(first).toMatchObject({ kind: 'association', column: 'left', other: 'arrived', pattern: { hours: -2 }, also: ['drift'] });
  });

  it('is told no more often wrongly than it says, also by a small reference', () => {
    const random = seededRandom('clean');
    const ps: number[] = [];
    for (let reference = 0; reference < 12; reference++) {
      const small = fitYardstick(draw(random, reference % 2 === 0 ? 1000 : 10_000));
      for (let batch = 0; batch < 40; batch++) ps.push(...traceBatch(small, draw(random, 500)).flatMap(({ pattern, p }) => (pattern === undefined ? [] : [p])));
    }
    expect(ps.length).toBe(480);
    for (const level of [0.05, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
    expect(ps.filter((p) => p <= 0.05).length).toBeGreaterThan(2);
  });
});
