import { describe, expect, it } from 'vitest';
import { cellsOf, createCounter, countsOfProfile, measureSeason, type NaturalVariation, profileValues, type TableCounts } from '../../data/index.ts';
import { DAY, type Random, seededRandom, UTC } from '../../kernel/index.ts';
import { clopperPearson, totalVariation } from '../../stats/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import { MONITORING_DEFAULTS } from '../window.ts';
import type { Discovery } from './discover.ts';
import { judgeWindow } from './judge-window.ts';

const MONDAY = Date.UTC(2024, 0, 1);
const ROWS = 400;

type Order = readonly [channel: string | null, amount: number];

/** Orders of a shop: at weekends more private ones, and a third of the channels is not written down. */
function ordersOf(random: Random, day: number): Order[] {
  const isWeekend = day % 7 >= 5;
  return Array.from({ length: ROWS }, () => {
    const isPrivate = random.next() < (isWeekend ? 0.75 : 0.25);
    return [isWeekend && random.next() < 0.3 ? null : isPrivate ? 'web' : 'sales', Math.exp((isPrivate ? 3 : 4) + 0.5 * random.normal())];
  });
}

function referenceOf(days: readonly Order[][]): ReferenceProfile {
  const rows = days.flat();
  const channel = profileValues({ name: 'channel', kind: 'string', values: rows.map(([value]) => value) });
  const amount = profileValues({ name: 'amount', kind: 'number', values: rows.map(([, value]) => value) });
  const score = profileValues({ name: 'score', kind: 'number', values: rows.map(() => 0.5) });
  const empty = { rows: rows.length, columns: [] };
  const without = { inputs: { rows: rows.length, columns: [channel, amount] }, features: empty, score, natural: [] };
  const single = days.map((day) => countOf(without, day).inputs);
  const natural = [channel, amount].map((profile, i): NaturalVariation => {
    const of = single.map((day) => day.columns[i]!);
    const weekly = measureSeason(of.map((counts, day) => ({ day: UTC.dayOf(MONDAY) + day, cells: cellsOf(counts) })));
    return {
      column: profile.name,
      distances: of.map((counts) => totalVariation(cellsOf(counts), cellsOf(countsOfProfile(profile)))),
      topShares: of.map((counts) => (counts.frequent[0]?.count ?? 0) / counts.rows),
      missingRates: of.map((counts) => counts.missing / counts.rows),
      unseenRates: of.map(() => 0),
      outsideRates: [],
      ...(weekly && { weekly }),
    };
  });
  return { ...without, natural };
}

function countOf(about: Pick<ReferenceProfile, 'inputs' | 'score'>, rows: readonly Order[]) {
  const inputs = createCounter(about.inputs);
  const score = createCounter({ rows: 0, columns: [about.score] });
  for (const row of rows) {
    inputs.add(row);
    score.add([0.5]);
  }
  const features: TableCounts = { rows: rows.length, columns: [] };
  return { inputs: inputs.counts(), features, score: score.counts() };
}

const during = (day: number) => ({ from: MONDAY + day * DAY, to: MONDAY + (day + 1) * DAY });
const pagesOf = (reference: ReferenceProfile, rows: readonly Order[], day?: number): Discovery[] =>
  judgeWindow(reference, countOf(reference, rows), { ...MONITORING_DEFAULTS, ...(day !== undefined && { during: during(day) }) }).discoveries.filter(
    ({ urgency }) => urgency === 'page',
  );

describe('windows of a trade that goes by the week', () => {
  const random = seededRandom('weekly windows');
  const reference = referenceOf(Array.from({ length: 35 }, (_, day) => ordersOf(random, day)));

  it('page nobody while every day is like its weekday', () => {
    let paged = 0;
    const runs = 280;
    for (let day = 35; day < 35 + runs; day++) if (pagesOf(reference, ordersOf(random, day), day).length > 0) paged++;
    expect(clopperPearson(paged, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
  });

  it('page when a Sunday looks like a Monday, or a Monday like a Sunday, which a bound over all days misses', () => {
    for (let week = 5; week < 15; week++) {
      const [monday, sunday] = [week * 7, week * 7 + 6];
      const [found] = pagesOf(reference, ordersOf(random, monday), sunday);
      expect(found).toMatchObject({ column: 'channel', kind: 'drift', season: 'Sundays' });
      expect(pagesOf(reference, ordersOf(random, sunday), monday).find(({ column }) => column === 'channel')).toMatchObject({ kind: 'missing', season: 'Mondays' });
      expect(pagesOf(reference, ordersOf(random, monday))).toEqual([]);
      expect(pagesOf(reference, ordersOf(random, sunday))).toEqual([]);
    }
  });

  it('are compared with working days and weekends where weeks are few, and with all days where they are fewer', () => {
    const fewWeeks = referenceOf(Array.from({ length: 14 }, (_, day) => ordersOf(random, day)));
    expect(pagesOf(fewWeeks, ordersOf(random, 14), 20)[0]).toMatchObject({ column: 'channel', season: 'weekends' });
    const oneWeek = referenceOf(Array.from({ length: 7 }, (_, day) => ordersOf(random, day)));
    expect(pagesOf(oneWeek, ordersOf(random, 14), 20)).toEqual([]);
  });

  it('are compared with all days when they are longer than a day', () => {
    const counts = countOf(reference, ordersOf(random, 36));
    const { columns } = judgeWindow(reference, counts, { ...MONITORING_DEFAULTS, during: { from: MONDAY, to: MONDAY + 2 * DAY } });
    expect(columns.map(({ season }) => season)).toEqual([null, null, null]);
  });
});
