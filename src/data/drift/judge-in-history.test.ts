import { describe, expect, it } from 'vitest';
import { DAY, HOUR, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { poolBatches } from '../../../test/fixtures/pool-batches.ts';
import type { Batch } from './batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { judgeInHistory } from './judge-in-history.ts';
import { fitYardstick } from './yardstick.ts';

/** A feed that differs from day to day by nature: its level, how much of it is missing, which shop sells most. */
function natureOf(random: Random) {
  return { level: 0.3 * random.normal(), missing: Math.max(0, 0.04 + 0.01 * random.normal()), favourite: 0.3 + 0.05 * random.normal() };
}

interface Order {
  readonly rows?: number;
  readonly at?: number;
  readonly level?: number;
  readonly missing?: number;
  readonly unknown?: number;
}

function batchOf(random: Random, { rows = 200, at = 0, level = 0, missing = 0, unknown = 0 }: Order = {}): Batch {
  const nature = natureOf(random);
  const draw = (of: () => number): Float64Array => Float64Array.from({ length: rows }, of);
  return {
    rows,
    columns: [
      { name: 'at', kind: 'timestamp', values: draw(() => at + (8 + 10 * random.next()) * HOUR) },
      { name: 'amount', kind: 'number', values: draw(() => (random.next() < nature.missing + missing ? NaN : nature.level + level + random.normal())) },
      {
        name: 'shop',
        kind: 'string',
        values: Array.from({ length: rows }, () => (random.next() < unknown ? `new ${random.int(9)}` : random.next() < nature.favourite ? 'main' : `shop ${random.int(5)}`)),
      },
    ],
  };
}

const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));

describe('a batch of a feed that differs from day to day by nature', () => {
  const random = seededRandom('history');
  const yardstick = fitYardstick(poolBatches(times(12, () => batchOf(random))));

  it('is changed in no more than 1 of 100 by 5 or 12 earlier ones; the tests alone, and mean + 3 sd, cry wolf', () => {
    const alarms = { alone: 0, threeSd: 0 };
    for (const [k, runs] of [
      [5, 60],
      [12, 30],
    ] as const) {
      const found = { ours: 0, alone: 0, threeSd: 0 };
      for (let run = 0; run < runs; run++) {
        const past = times(k, () => batchOf(random));
        const next = batchOf(random);
        if (judgeInHistory(yardstick, next, past).findings.length > 0) found.ours++;
        if (judgeBatch(yardstick, next).findings.length > 0) found.alone++;
        const earlier = past.map((one) => traceBatch(yardstick, one));
        const isBeyond = traceBatch(yardstick, next).some(({ effect }, i) => {
          const effects = earlier.map((traces) => traces[i]!.effect);
          const mean = effects.reduce((a, b) => a + b, 0) / k;
          return effect > mean + 3 * Math.sqrt(effects.reduce((a, b) => a + (b - mean) ** 2, 0) / k) + 1e-9;
        });
        if (isBeyond) found.threeSd++;
      }
      expect(clopperPearson(found.ours, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
      alarms.alone += found.alone;
      alarms.threeSd += found.threeSd;
    }
    expect(clopperPearson(alarms.alone, 90, 0.02)[0]).toBeGreaterThan(0.02);
    expect(clopperPearson(alarms.threeSd, 90, 0.02)[0]).toBeGreaterThan(0.07);
  });

  it('is changed when it goes beyond them, by the rule that their number allows', () => {
    for (const [k, rule] of [
      [5, 'student'],
      [30, 'student'],
      [110, 'ranks'],
    ] as const) {
      const { findings, history } = judgeInHistory(
        yardstick,
        batchOf(random, { missing: 0.6, unknown: 0.1 }),
        times(k, () => batchOf(random)),
      );
      expect(history).toMatchObject({ rule, batches: k, rows: 200, tooSmall: [] });
      expect(findings.map(({ column }) => column).sort()).toEqual(['amount', 'shop']);
      expect(findings.find(({ column }) => column === 'amount')).toMatchObject({ kind: 'missing', natural: { rule, batches: k, season: null } });
    }
  });

  it('is judged by the tests alone where too few came before it, and says so', () => {
    const next = batchOf(random, { unknown: 0.1 });
    const { findings, history } = judgeInHistory(yardstick, next, [batchOf(random), batchOf(random), batchOf(random, { rows: 60 })]);
    expect(history).toMatchObject({ rule: 'test', batches: 2, tooSmall: [2] });
    expect(findings.map(({ column, kind, natural }) => ({ column, kind, natural }))).toEqual(
      judgeBatch(yardstick, next).findings.map(({ column, kind }) => ({ column, kind, natural: undefined })),
    );
  });

  it('is compared at the same number of rows: smaller ones lie farther away by chance alone', () => {
    const past = times(12, () => batchOf(random, { rows: 900 }));
    const { history, findings } = judgeInHistory(yardstick, batchOf(random), past);
    expect(history).toMatchObject({ rows: 200, batches: 12 });
    expect(findings).toEqual([]);
  });
});

describe('a batch of one day where days of the week differ', () => {
  const MONDAY = Date.UTC(2024, 0, 1);
  const random = seededRandom('weekly');
  const dayOf = (day: number, like = day): Batch => batchOf(random, { at: MONDAY + day * DAY, level: like % 7 >= 5 ? 2.5 : 0 });
  const past = times(28, dayOf);
  const yardstick = fitYardstick(poolBatches(times(14, dayOf)));

  it('is steady when it is like those of its weekday', () => {
    for (const day of [28, 33, 34]) expect(judgeInHistory(yardstick, dayOf(day), past).findings).toEqual([]);
  });

  it('is changed when a Sunday looks like a Monday, which goes unseen when the days are not known', () => {
    const sunday = dayOf(34, 28);
    const [found] = judgeInHistory(yardstick, sunday, past).findings;
    expect(found).toMatchObject({ column: 'amount', kind: 'drift', natural: { season: 'Sundays', batches: 28 } });
    const withoutDays = (batch: Batch): Batch => ({ ...batch, columns: batch.columns.slice(1) });
    const blind = fitYardstick(poolBatches(times(14, (day) => withoutDays(dayOf(day)))));
    expect(judgeInHistory(blind, withoutDays(sunday), past.map(withoutDays)).findings).toEqual([]);
  });
});
