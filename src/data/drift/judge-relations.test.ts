import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { fitNumbers, type NumberColumn } from './fit-numbers.ts';
import { fitRelations } from './fit-relations.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { judgeRelations } from './judge-relations.ts';
import type { Trace } from './trace.ts';
import { normalScores } from './normal-scores.ts';
import { fitYardstick } from './yardstick.ts';

/** Orders in the order of their days, mixed within a day, sent within two days; two sizes that go together. */
function draw(random: Random, rows: number, wrong: (row: number) => { hours?: number; factor?: number } = () => ({})): Batch {
  const orders = Array.from({ length: rows }, (_, row) => {
    const { hours = 0, factor = 1 } = wrong(row);
    const placed = 24 * HOUR * Math.floor((row * 300) / rows) + Math.floor(24 * 60 * random.next()) * MINUTE;
    const size = random.normal();
    return {
      placed,
      sent: placed + Math.floor((6 + 40 * random.next() ** 3) * 60) * MINUTE + hours * HOUR,
      width: Math.exp(size + 0.5 * random.normal()) * factor,
      height: Math.exp(size + 0.5 * random.normal()),
    };
  });
  const column = (name: 'placed' | 'sent' | 'width' | 'height', kind: 'timestamp' | 'number') => ({ name, kind, values: Float64Array.from(orders, (order) => order[name]) });
  return { rows, columns: [column('placed', 'timestamp'), column('sent', 'timestamp'), column('width', 'number'), column('height', 'number')] };
}

const yardstick = fitYardstick(draw(seededRandom('reference'), 6000));
const shapeOf = (batch: Batch): Trace[] => traceBatch(yardstick, batch).filter(({ isDistance }) => isDistance);
const told = (batch: Batch): string[] => judgeBatch(yardstick, batch).findings.map(({ kind, column }) => `${kind} ${column}`);

describe('what holds between numbers', () => {
  it('is told where half of the rows are a little off, none of them farther than others are', () => {
    const broken = draw(seededRandom('a little'), 1000, (row) => (row % 2 === 0 ? { factor: 1.3 } : {}));
    const byTails = traceBatch(yardstick, broken).filter(({ kind, isDistance, other }) => kind === 'association' && other !== null && !isDistance);
    expect(Math.min(...byTails.map(({ p }) => p))).toBeGreaterThan(1e-3);
    expect(Math.min(...shapeOf(broken).map(({ p }) => p))).toBeLessThan(1e-5);
    expect(told(broken)[0]).toMatch(/association (?:width|height)/);
  });

  it('is told where a part of the instants are of another time zone', () => {
    const broken = draw(seededRandom('zone'), 1000, (row) => (row % 3 === 0 ? { hours: 5 } : {}));
    expect(Math.min(...shapeOf(broken).map(({ p }) => p))).toBeLessThan(1e-5);
  });

  it('errs no more often than it says', () => {
    const random = seededRandom('clean');
    const ps = Array.from({ length: 150 }, () => shapeOf(draw(random, 300)).map(({ p }) => p)).flat();
    for (const level of [0.1, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
  });
});

/** Sensors of one thing, with noise of their own; those that stand still at a value of another row are `wrong`. */
function measure(random: Random, rows: number, wrong: (row: number) => boolean = () => false, sensors = 5): Batch {
  const things = Array.from({ length: rows }, () => random.normal());
  const columns = Array.from({ length: sensors }, (_, i) => ({
    name: `sensor${i}`,
    kind: 'number' as const,
    values: Float64Array.from(things, (thing, row) => (i === 0 && wrong(row) ? random.normal() : 0.85 * thing) + 0.5 * random.normal()),
  }));
  return { rows, columns };
}

describe('a number beside those that foretell it', () => {
  const misfits = (reference: Batch, batch: Batch): Trace[] =>
    traceBatch(fitYardstick(reference), batch).filter(({ kind, other, isDistance }) => kind === 'association' && other !== null && !isDistance);

  it('is told where three in a hundred values have nothing to do with their rows, each of them usual', () => {
    const sensors = measure(seededRandom('reference'), 6000);
    const broken = measure(seededRandom('broken'), 1000, (row) => row % 33 === 0);
    const own = misfits(sensors, broken).filter(({ column, beside }) => column === 'sensor0' && beside === undefined);
    expect(Math.min(...own.map(({ p }) => p))).toBeLessThan(1e-6);
    expect(judgeBatch(fitYardstick(sensors), broken).findings[0]).toMatchObject({ kind: 'association', column: 'sensor0' });
  });

  it.each([
    { sensors: 5, of: 1000, times: 100 },
    { sensors: 40, of: 400, times: 25 },
  ])('errs no more often than it says, also by a small reference of $sensors among which to choose', ({ sensors, of, times }) => {
    const random = seededRandom('clean');
    const ps = Array.from({ length: times }, () => {
      const [reference, batch] = [of, 300].map((rows) => measure(random, rows, undefined, sensors)) as [Batch, Batch];
      const columns = reference.columns.map((column) => fitNumbers(column as NumberColumn));
      const relations = fitRelations(columns, reference, normalScores(columns, reference));
      return judgeRelations({ columns, relations }, batch, normalScores(columns, batch)).flatMap(({ isDistance, p }) => (isDistance ? [] : [p]));
    }).flat();
    expect(ps.length).toBeGreaterThan(300);
    for (const level of [0.1, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
  });
});

describe('an order that is kept but within a day', () => {
  const isLate = (row: number): boolean => row % 100 === 52;

  it('is told where rows fall behind by more than a day', () => {
    const batch = draw(seededRandom('late'), 1000);
    const placed = (batch.columns[0]!.values as Float64Array).map((value, row) => (isLate(row) ? value - 60 * HOUR : value));
    expect(told({ ...batch, columns: [{ ...batch.columns[0]!, values: placed } as Batch['columns'][number], ...batch.columns.slice(1)] })).toContain('order placed');
  });

  it('is not broken by rows that lie closer than those of the reference', () => {
    const crowded = draw(seededRandom('crowded'), 30_000);
    const columns = crowded.columns.map((column) => ({ ...column, values: (column.values as Float64Array).slice(0, 1000) }) as Batch['columns'][number]);
    expect(told({ rows: 1000, columns }).filter((finding) => finding.startsWith('order'))).toEqual([]);
  });
});
