import { describe, expect, it } from 'vitest';
import { createCounter, profileValues, rowsOfSegments } from '../../data/index.ts';
import { calendarOf, DAY, HOUR, type Random, seededRandom, stretchOf } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { measureVariation, profileSegments, type ReferenceProfile } from '../../train/index.ts';
import { MONITORING_DEFAULTS } from '../window.ts';
import type { CountedReference, WindowCounts } from './judge-columns.ts';
import { judgeWindow } from './judge-window.ts';

const TIME_ZONE = 'Pacific/Auckland';
const calendar = calendarOf(TIME_ZONE);
/** Local midnight of a Monday; the clocks change on 24 September. */
const MONDAY = Date.UTC(2023, 8, 3, 12);
const ROWS = 1_400;

type Order = readonly [shop: string, amount: number];

/** Orders of two shops; a seventh of them comes from the small one, which sells other things at weekends, when more buy there. */
function ordersOf(random: Random, day: number, small = 1 / 7): Order[] {
  const isWeekend = day % 7 >= 5;
  return Array.from({ length: ROWS }, () => {
    const isSmall = random.next() < small * (isWeekend ? 1.4 : 1);
    return isSmall ? ['small', Math.exp((isWeekend ? 3 : 2) + 0.5 * random.normal())] : ['large', Math.exp(2.5 + 0.5 * random.normal())];
  });
}

/** The local day of so many days after the first. */
const during = (day: number) => stretchOf(calendar, MONDAY + day * DAY + 3 * HOUR, DAY);

function referenceOf(days: readonly Order[][], local: typeof calendar): ReferenceProfile {
  const rows = days.flat();
  const eventAt = Float64Array.from(days.flatMap((day, i) => day.map((_, row) => during(i).from + Math.floor((row * 22 * HOUR) / day.length))));
  const of = (name: string, values: readonly string[] | Float64Array) => ({
    profile: profileValues({ name, kind: typeof values[0] === 'string' ? 'string' : 'number', values }),
    values: values as ArrayLike<number>,
    eventAt,
    stride: 1,
  });
  const inputs = [
    of(
      'shop',
      rows.map(([shop]) => shop),
    ),
    of(
      'amount',
      Float64Array.from(rows, ([, amount]) => amount),
    ),
  ];
  const score = of(
    'score',
    Float64Array.from(rows, () => 0.5),
  );
  return {
    inputs: { rows: rows.length, columns: inputs.map(({ profile }) => profile) },
    features: { rows: rows.length, columns: [] },
    score: score.profile,
    timeZone: local.timeZone,
    natural: [...inputs, score].map(({ profile, values }) => measureVariation(profile, values, eventAt, local)),
    segmentations: [profileSegments('shop', { inputs, features: [], score }, local)],
  };
}

function countOf(about: CountedReference, rows: readonly Order[]): WindowCounts {
  const [inputs, score] = [createCounter(about.inputs), createCounter({ rows: 0, columns: [about.score] })];
  for (const row of rows) {
    inputs.add(row);
    score.add([0.5]);
  }
  return { inputs: inputs.counts(), features: { rows: rows.length, columns: [] }, score: score.counts() };
}

function judge(reference: ReferenceProfile, rows: readonly Order[], day: number) {
  const segmentations = reference.segmentations!.map((cut) => ({
    segments: rowsOfSegments(
      cut,
      rows.map(([shop]) => shop),
    ).map((of, i) => {
      const { own } = cut.segments[i]!;
      return {
        rows: of.length,
        counts:
          own === null || of.length < 100
            ? null
            : countOf(
                own,
                of.map((row) => rows[row]!),
              ),
      };
    }),
  }));
  const { discoveries } = judgeWindow(reference, { ...countOf(reference, rows), segmentations }, { ...MONITORING_DEFAULTS, during: during(day) });
  return discoveries.map(({ kind, column, urgency, where, season }) => ({ kind, column, urgency, where: where?.values, season }));
}

describe('segments of a trade that goes by the week, local time', () => {
  const random = seededRandom('weekly segments');
  const days = Array.from({ length: 35 }, (_, day) => ordersOf(random, day));
  const reference = referenceOf(days, calendar);

  it('page nobody while every day is like its weekday', () => {
    let paged = 0;
    const runs = 140;
    for (let day = 35; day < 35 + runs; day++) if (judge(reference, ordersOf(random, day), day).some(({ urgency }) => urgency === 'page')) paged++;
    expect(clopperPearson(paged, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
  });

  it('page when one has a Sunday like a Monday, which a bound over all days misses, and so do the days of another place', () => {
    const abroad = referenceOf(days, calendarOf('America/New_York'));
    for (let week = 5; week < 12; week++) {
      const [monday, sunday] = [week * 7, week * 7 + 6];
      // As many from the small shop as on a Sunday.
      const rows = ordersOf(random, monday, 1.4 / 7);
      expect(judge(reference, rows, sunday)).toContainEqual({ kind: 'drift', column: 'amount', urgency: 'page', where: ['small'], season: 'Sundays' });
      expect(judge(abroad, rows, sunday).filter(({ urgency }) => urgency === 'page')).toEqual([]);
    }
  });

  it('have their mix by the week as well', () => {
    const { weekly, segments } = reference.segmentations![0]!;
    expect(weekly!.season).toBe('weekday');
    const shareOf = (phase: number): number => weekly!.phases[phase]!.cells[1]! / weekly!.phases[phase]!.cells.reduce((a, b) => a + b, 0);
    expect([shareOf(0), shareOf(1)]).toEqual([expect.closeTo(0.2, 1), expect.closeTo(1 / 7, 1)]);
    expect(segments[0]!.own!.natural[1]!.weekly).toBeUndefined();
    expect(segments[1]!.own!.natural[1]!.weekly).toMatchObject({ season: 'weekday' });
  });
});
