import { beforeAll, describe, expect, it } from 'vitest';
import { type ColumnKind, type Countable, createCounter, profileValues, rowsOfSegments } from '../../data/index.ts';
import { DAY, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { measureVariation, profileSegments, type ReferenceProfile } from '../../train/index.ts';
import { MONITORING_DEFAULTS } from '../window.ts';
import type { SegmentedCounts } from '../../serve/index.ts';
import { type CountedReference, judgeColumns, type WindowCounts } from './judge-columns.ts';
import { type JudgedCounts, judgeWindow, type WindowVerdict } from './judge-window.ts';

/** Flights of carriers that differ in how far they fly, by how much they are late, and in whether they say so. */
const CARRIERS = ['AA', 'BB', 'CC', 'DD', 'EE'];
const SHARES = [0.45, 0.3, 0.17, 0.05, 0.03];
type Flight = readonly [carrier: string, distance: number, delay: number | null, gate: string];

const DAYS = 30;
const ROWS = 1200;

function draw(random: Random, rows: number, shares: readonly number[] = SHARES): Flight[] {
  // Days differ: on some, everybody flies farther.
  const wind = 1 + 0.05 * random.normal();
  return Array.from({ length: rows }, (): Flight => {
    let left = random.next() * shares.reduce((a, b) => a + b, 0);
    const at = Math.max(
      0,
      shares.findIndex((share) => (left -= share) < 0),
    );
    return [
      CARRIERS[at]!,
      200 * 1.6 ** at * wind * Math.exp(0.4 * random.normal()),
      random.next() < 0.04 + 0.1 * at ? null : 10 * at + 15 * random.normal(),
      `G${random.int(4) + at}`,
    ];
  });
}

const COLUMNS: readonly { readonly name: string; readonly kind: ColumnKind }[] = [
  { name: 'carrier', kind: 'string' },
  { name: 'distance', kind: 'number' },
  { name: 'delay', kind: 'number' },
  { name: 'gate', kind: 'string' },
];
const featuresOf = ([, distance]: Flight): number[] => [Math.log(distance)];
const scoreOf = ([, distance, delay]: Flight): number => 1 / (1 + Math.exp(-(Math.log(distance) - 6 + 0.05 * (delay ?? 0))));

let reference: ReferenceProfile;

function count(about: CountedReference, flights: readonly Flight[]): WindowCounts {
  const [inputs, features, score] = [createCounter(about.inputs), createCounter(about.features), createCounter({ rows: 0, columns: [about.score] })];
  for (const flight of flights) {
    inputs.add(flight);
    features.add(featuresOf(flight));
    score.add([scoreOf(flight)]);
  }
  return { inputs: inputs.counts(), features: features.counts(), score: score.counts() };
}

function countParts(flights: readonly Flight[]): SegmentedCounts[] {
  return reference.segmentations!.map((cut) => {
    const rows = rowsOfSegments(
      cut,
      flights.map(([carrier]) => carrier),
    );
    return {
      segments: cut.segments.map(({ own }, i) => {
        const part = rows[i]!.map((row) => flights[row]!);
        return { rows: part.length, counts: own === null || part.length < 100 ? null : count(own, part) };
      }),
    };
  });
}

const counted = (flights: readonly Flight[]): JudgedCounts => ({ ...count(reference, flights), segmentations: countParts(flights) });
const judge = (flights: readonly Flight[], options = {}): WindowVerdict => judgeWindow(reference, counted(flights), { ...MONITORING_DEFAULTS, ...options });
const pages = (verdict: WindowVerdict) => verdict.discoveries.filter(({ urgency }) => urgency === 'page');

beforeAll(() => {
  const random = seededRandom('reference by carrier');
  const flights = Array.from({ length: DAYS }, () => draw(random, ROWS)).flat();
  const eventAt = Float64Array.from(flights, (_, row) => Math.floor(row / ROWS) * DAY);
  const valued = (name: string, kind: ColumnKind, values: readonly Countable[]) => {
    const numbers = kind === 'string' ? values : Float64Array.from(values, (value) => (value === null ? NaN : Number(value)));
    return { profile: profileValues({ name, kind, values: numbers as readonly (string | null)[] }), values: numbers as ArrayLike<Countable>, eventAt, stride: 1 };
  };
  const inputs = COLUMNS.map(({ name, kind }, i) =>
    valued(
      name,
      kind,
      flights.map((flight) => flight[i]!),
    ),
  );
  const features = [
    valued(
      'logDistance',
      'number',
      flights.map((flight) => featuresOf(flight)[0]!),
    ),
  ];
  const score = valued('score', 'number', flights.map(scoreOf));
  reference = {
    inputs: { rows: flights.length, columns: inputs.map(({ profile }) => profile) },
    features: { rows: flights.length, columns: features.map(({ profile }) => profile) },
    score: score.profile,
    natural: [...inputs, ...features, score].map(({ profile, values }) => measureVariation(profile, values, eventAt)),
    segmentations: [profileSegments('carrier', { inputs, features, score })],
  };
});

const change = (flights: readonly Flight[], carrier: string, to: (flight: Flight) => Flight): Flight[] => flights.map((flight) => (flight[0] === carrier ? to(flight) : flight));
const inKilometres = ([carrier, distance, delay, gate]: Flight): Flight => [carrier, distance * 1.609, delay, gate];

describe('clean windows by segment', () => {
  it('page in at most 1 of 100 by certainty alone, without any bound on the effect; tests of each segment that are not corrected in far more', () => {
    const random = seededRandom('clean by carrier');
    const runs = 300;
    let [paged, uncorrected] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const flights = draw(random, run % 10 === 0 ? 5000 : 1200);
      if (pages(judge(flights, { pageEffect: 0, pageShare: 0 })).length > 0) paged++;
      const parts = countParts(flights)[0]!.segments.flatMap(({ counts }, i) => {
        const { own } = reference.segmentations![0]!.segments[i]!;
        return own && counts ? judgeColumns(own, counts, { natural: () => undefined }) : [];
      });
      if (parts.some(({ suspicions }) => suspicions.some(({ p }) => p < 0.05))) uncorrected++;
    }
    expect(clopperPearson(paged, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
    expect(clopperPearson(uncorrected, runs, 0.02)[0]).toBeGreaterThan(0.05);
  });
});

describe('a change in one segment', () => {
  it('that the whole hides is found, and told as that', () => {
    const flights = change(draw(seededRandom('kilometres'), 4000), 'DD', inKilometres);
    expect(pages(judgeWindow(reference, count(reference, flights), MONITORING_DEFAULTS))).toEqual([]);
    const [found, ...others] = pages(judge(flights));
    expect(found).toMatchObject({ kind: 'drift', column: 'distance', group: 'input', where: { column: 'carrier', values: ['DD'], alone: true } });
    expect(others).toEqual([]);
    expect(found!.followers).toContain('logDistance');
  });

  it('that the whole shows as well is told with where most of it is', () => {
    const flights = change(draw(seededRandom('no delays'), 4000), 'BB', ([carrier, distance, , gate]) => [carrier, distance, null, gate]);
    const [found] = pages(judge(flights));
    expect(found).toMatchObject({ kind: 'missing', column: 'delay', where: { column: 'carrier', values: ['BB'], alone: false } });
  });

  it('that is in all of them is a matter of the whole', () => {
    const [found] = pages(judge(draw(seededRandom('all'), 4000).map(inKilometres)));
    expect(found).toMatchObject({ column: 'distance' });
    expect(found).not.toHaveProperty('where');
  });

  it('is told of those alone, where others show another', () => {
    const late = draw(seededRandom('late everywhere'), 20_000).map(([carrier, distance, delay, gate]): Flight => [carrier, distance, delay === null ? null : delay + 10, gate]);
    let nth = 0;
    const flights = change(late, 'DD', ([carrier, distance, delay, gate]) => [carrier, distance, nth++ % 3 === 0 ? 500 : delay, gate]);
    expect(pages(judge(flights))[0]).toMatchObject({ kind: 'sentinel', column: 'delay', where: { column: 'carrier', values: ['DD'], alone: true } });
  });

  it('of few rows is not judged by itself, and its report says so', () => {
    const { segments } = judge(draw(seededRandom('few'), 1200));
    expect(segments.map(({ value, farthest }) => [value, farthest === null])).toEqual([
      ['AA', false],
      ['BB', false],
      ['CC', false],
      ['DD', true],
      ['EE', true],
      ['(other)', true],
    ]);
    expect(segments[0]!.usual).toBeCloseTo(0.45, 1);
  });
});

describe('another mix', () => {
  const others = [0.1, 0.1, 0.3, 0.3, 0.2];

  it('of segments that are each as before moves every column, and pages nobody: it is told as a change of mix', () => {
    const random = seededRandom('mix');
    for (let run = 0; run < 20; run++) {
      const flights = draw(random, 4000, others);
      expect(pages(judgeWindow(reference, count(reference, flights), MONITORING_DEFAULTS)).map(({ column }) => column)).toEqual(
        expect.arrayContaining(['carrier', 'distance', 'delay']),
      );
      const { discoveries } = judge(flights);
      expect(discoveries).toMatchObject([{ kind: 'mix', column: 'carrier', urgency: 'notice' }]);
      expect(discoveries[0]!.followers).toEqual(expect.arrayContaining(['distance', 'delay', 'gate']));
    }
  });

  it('does not hide what broke in a segment, or everywhere', () => {
    const flights = draw(seededRandom('mix and kilometres'), 4000, others);
    expect(pages(judge(change(flights, 'CC', inKilometres)))).toMatchObject([{ column: 'distance', where: { values: ['CC'] } }]);
    expect(pages(judge(flights.map(([carrier, distance, , gate]): Flight => [carrier, distance, null, gate])))).toMatchObject([{ kind: 'missing', column: 'delay' }]);
    const stuck = draw(seededRandom('stuck'), 4000).map(([, distance, delay, gate]): Flight => ['AA', distance, delay, gate]);
    expect(pages(judge(stuck))).toMatchObject([{ kind: 'constant', column: 'carrier' }]);
  });
});
