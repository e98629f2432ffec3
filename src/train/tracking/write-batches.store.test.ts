import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../kernel/index.ts';
import { applyMigrations, type Db, type Means, openSqlite } from '../../store/index.ts';
import { createTrackingRoom, trainMigrations } from '../index.ts';
import type { KeyedPoint } from './metric.ts';
import type { TrackingRoom } from './tracking-room.ts';

describe('the latest value of a metric', () => {
  let db: Db;
  let rooms: readonly TrackingRoom[];
  beforeAll(async () => {
    const clock = new FakeClock();
    db = await openSqlite(':memory:');
    await applyMigrations(db, trainMigrations, clock);
    const means = { project: 'p', db, clock } as unknown as Means;
    rooms = [createTrackingRoom(means), createTrackingRoom(means)];
  });
  afterAll(async () => {
    await Promise.all(rooms.map((room) => room.close()));
    await db.close();
  });

  const few = fc.integer({ min: -2, max: 2 });
  const point = fc.record({ key: fc.constantFrom('a', 'b'), step: few, at: fc.nat(2), value: fc.oneof(few, fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0.1)) });
  const zeroed = (value: number): number => (Number.isNaN(value) ? 0 : value);
  const later = (a: KeyedPoint, b: KeyedPoint): boolean => {
    if (a.step !== b.step) return a.step > b.step;
    return a.at === b.at ? zeroed(a.value) > zeroed(b.value) : a.at > b.at;
  };

  it('is what the rule says, however the points come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(point, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }), async (batches) => {
        const run = (await rooms[0]!.runs.create({ experiment: 0 })).info.id;
        const naive = new Map<string, KeyedPoint>();
        for (const [index, metrics] of batches.entries()) {
          await rooms[index % 2]!.runs.log(run, { metrics });
          for (const given of metrics) {
            const kept = { ...given, value: Number.isFinite(given.value) ? given.value + 0 : Number.isNaN(given.value) ? given.value : Math.sign(given.value) * Number.MAX_VALUE };
            const before = naive.get(kept.key);
            if (before === undefined || later(kept, before)) naive.set(kept.key, kept);
          }
        }
        expect((await rooms[0]!.runs.get(run)).metrics).toEqual([...naive.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)));
      }),
      { numRuns: 60 },
    );
  });
});
