import { beforeAll, describe, expect, it } from 'vitest';
import { ENDLESS } from '../../../bench/detection/nominal-tables.ts';
import { HOUR, MINUTE, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch, BatchColumn } from './batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { fitYardstick, type Yardstick } from './yardstick.ts';

const PLANS = ['basic', 'plus', 'pro', 'team'];

/** A plan shows in three columns a little, and in none for sure; a fifth goes with nothing. */
function draw(random: Random, rows: number, change: (row: Record<string, number | string>, at: number) => object = () => ({})): Batch {
  const table = Array.from({ length: rows }, (_, at) => {
    const size = Math.floor(4 * random.next() ** 1.2);
    const near = (noise: number): number => (random.next() < noise ? random.int(4) : size);
    const row = { plan: PLANS[near(0.05)]!, seats: near(0.15), region: `r${near(0.3)}`, member: Number(near(0.2) > 1), colour: `c${random.int(3)}` };
    return { ...row, ...change(row, at) };
  });
  const texts = (name: 'plan' | 'region' | 'colour'): BatchColumn => ({ name, kind: 'string', values: table.map((row) => row[name]) });
  const numbers = (name: 'seats' | 'member', kind: 'integer' | 'boolean'): BatchColumn => ({ name, kind, values: Float64Array.from(table, (row) => row[name]) });
  return { rows, columns: [texts('plan'), numbers('seats', 'integer'), texts('region'), numbers('member', 'boolean'), texts('colour')] };
}

describe('a column beside the rest of its row', () => {
  let yardstick: Yardstick;
  beforeAll(() => {
    yardstick = fitYardstick(draw(seededRandom('reference'), 6000));
  });

  it('is expected by the columns that go with it, and by no other', () => {
    const names = yardstick.columns.map(({ name }) => name);
    const expected = new Map(
      yardstick.expectations.map(({ column, partners }) => [names[column], partners.map((partner) => names[partner.column]).toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))]),
    );
    expect(expected.get('plan')).toEqual(['member', 'region', 'seats']);
    expect(expected.has('colour')).toBe(false);
  });

  it('is told where categories are mixed up that are common in themselves and in every pair', () => {
    const mixed = draw(seededRandom('mixed'), 1000, ({ plan }, at) => (at % 20 === 0 ? { plan: PLANS[(PLANS.indexOf(plan as string) + 2) % 4] } : {}));
    const [first] = judgeBatch(yardstick, mixed).findings;
    expect(first).toMatchObject({ column: 'plan', kind: 'association', other: null });
    expect(first!.rows().filter((at) => at % 20 === 0).length).toBeGreaterThan(35);
  });

  it('is told where a default was filled in that is common in itself', () => {
    const filled = draw(seededRandom('b'), 1000, (_, at) => (at % 20 === 0 ? { plan: 'basic' } : {}));
    const least = (kind: string): number => Math.min(...traceBatch(yardstick, filled).flatMap((test) => (test.kind === kind && test.column === 'plan' ? [test.p] : [])));
    // What the column alone shows would not do.
    expect(least('drift')).toBeGreaterThan(1e-3);
    expect(least('constant')).toBeLessThan(1e-6);
    expect(judgeBatch(yardstick, filled).findings[0]).toMatchObject({ column: 'plan', kind: 'constant', value: 'basic' });
  });

  it('takes the commonest text for the default, not all the rarer ones together', () => {
    const random = seededRandom('many texts');
    const many = (rows: number, isFilled: (at: number) => boolean = () => false): Batch =>
      draw(random, rows, ({ seats }, at) => ({
        region: isFilled(at) ? 'hub' : (seats as number) === 3 && random.next() < 0.5 ? 'hub' : `r${20 * (seats as number) + random.int(20)}`,
      }));
    const learned = fitYardstick(many(6000));
    const filled = many(1000, (at) => at % 10 === 0);
    const told = traceBatch(learned, filled).find(({ kind, column, beside }) => kind === 'constant' && column === 'region' && beside !== undefined);
    expect(told!.told!()).toEqual({ value: 'hub' });
    expect(told!.p).toBeLessThan(1e-9);
  });

  it('is no constant where the values that are not expected only lie near each other, as instants of another time zone do', () => {
    const random = seededRandom('trips');
    const trips = (rows: number, hours: number): Batch => {
      const ordered = Float64Array.from({ length: rows }, () => random.int(28 * 24 * 60) * MINUTE);
      const delivered = ordered.map((at, row) => at + Math.round(Math.exp(4 + 0.6 * random.normal())) * MINUTE + (row % 5 === 0 ? hours * HOUR : 0));
      const column = (name: string, values: Float64Array): BatchColumn => ({ name, kind: 'timestamp', values });
      return { rows, columns: [column('ordered', ordered), column('delivered', delivered)] };
    };
    const { findings } = judgeBatch(fitYardstick(trips(5000, 0)), trips(5000, 2));
    // Once, not of either of the two.
    expect(findings).toMatchObject([{ kind: 'association', column: 'delivered', other: 'ordered', value: null, pattern: { hours: 2 } }]);
  });

  it('is told where values are missing that the rest lets expect, though a third is missing by nature', () => {
    const random = seededRandom('gaps');
    const sparse = (rows: number, isLost: (at: number) => boolean = () => false): Batch =>
      draw(random, rows, ({ plan }, at) => ({ region: isLost(at) || random.next() < (plan === 'basic' ? 0.9 : 0.02) ? null : `r${random.int(4)}` }));
    const learned = fitYardstick(sparse(6000));
    const lost = sparse(1000, (at) => at % 20 === 0);
    const [alone, beside] = [true, false].map((isAlone) =>
      Math.min(...traceBatch(learned, lost).flatMap((test) => (test.kind === 'missing' && test.column === 'region' && (test.beside === undefined) === isAlone ? [test.p] : []))),
    );
    expect(alone).toBeGreaterThan(1e-3);
    expect(beside).toBeLessThan(1e-6);
    expect(judgeBatch(learned, lost).findings[0]).toMatchObject({ column: 'region', kind: 'missing' });
  });

  it('errs no more often than it says', () => {
    const random = seededRandom('clean');
    const ps = Array.from({ length: 60 }, () => traceBatch(fitYardstick(draw(random, 1500)), draw(random, 300)))
      .flat()
      .filter(({ kind, other, effect, usual }) => (kind === 'association' || kind === 'constant') && other === null && effect + usual > 0)
      .map(({ p }) => p);
    for (const level of [0.1, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
  });
});

describe('columns of few rows that have nothing to do with each other', () => {
  const draws = [(random: Random) => random.normal(), (random: Random) => Math.floor(-3 * Math.log(1 - random.next())), (random: Random) => random.int(4)];
  const unrelated = (random: Random): Batch => ({
    rows: 1000,
    columns: Array.from({ length: 12 }, (_, i) => ({
      name: `c${i}`,
      kind: 'number' as const,
      values: Float64Array.from({ length: 1000 }, () => draws[i % draws.length]!(random)),
    })),
  });

  it('are not taken for related by the luck of one pair among many', () => {
    const random = seededRandom('unrelated');
    const expected = Array.from({ length: 40 }, () => fitYardstick(unrelated(random)).expectations.length);
    expect(expected.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1);
  });
});

describe('columns that go together, by a reference of few rows', () => {
  it('are not taken for broken because those that tell of each other were chosen, and learned, by the same rows', () => {
    const related = ENDLESS.find(({ name }) => name === 'related')!;
    const random = seededRandom('few rows');
    const ps = Array.from({ length: 40 }, () => {
      const [reference, batch] = [1, 2].map(() => related.draw(random, { rows: 1000, features: 10 })) as [Batch, Batch];
      return traceBatch(fitYardstick(reference), batch).flatMap(({ kind, beside, p }) => (kind === 'association' && beside !== undefined ? [p] : []));
    }).flat();
    expect(ps.length).toBeGreaterThan(300);
    for (const level of [0.1, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
  });
});
