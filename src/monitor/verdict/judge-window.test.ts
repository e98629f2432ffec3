import { beforeAll, describe, expect, it } from 'vitest';
import {
  cellsOf,
  type ColumnKind,
  type ColumnProfile,
  type Countable,
  countsOfProfile,
  createCounter,
  type NaturalVariation,
  profileValues,
  type TableCounts,
  type TableProfile,
} from '../../data/index.ts';
import { DAY, HOUR, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson, totalVariation, twoSampleContingency } from '../../stats/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import type { FindingKind } from '../finding.ts';
import type { Discovery } from './discover.ts';
import type { WindowCounts } from './judge-columns.ts';
import { findInWindow, type JudgedRelease } from './find-in-window.ts';
import { judgeWindow } from './judge-window.ts';
import { resolveMonitoring } from '../resolve-monitoring.ts';
import { type Monitoring, MONITORING_DEFAULTS } from '../window.ts';

type Value = Countable;
type Row = readonly Value[];

/** Columns of every shape that has fooled a monitor: skewed, discrete, zero-inflated, long-tailed texts, partly empty, constant, truths, times of day. */
const COLUMNS: readonly { name: string; kind: ColumnKind; draw: (random: Random, day: number) => Value }[] = [
  { name: 'at', kind: 'timestamp', draw: (random) => Math.floor(Math.min(0.999, Math.max(0.2, 0.6 + 0.2 * random.normal())) * DAY) },
  { name: 'amount', kind: 'number', draw: (random) => Math.exp(3 + random.normal()) },
  { name: 'balance', kind: 'number', draw: (random) => 1000 + 50 * random.normal() },
  { name: 'items', kind: 'integer', draw: (random) => 1 + random.int(7) },
  { name: 'spent', kind: 'number', draw: (random) => (random.next() < 0.7 ? 0 : 5 + 20 * random.next()) },
  { name: 'age', kind: 'number', draw: (random) => (random.next() < 0.05 ? null : 20 + random.int(60)) },
  { name: 'shop', kind: 'string', draw: (random) => `s${Math.floor(300 * random.next() ** 3)}` },
  { name: 'customer', kind: 'string', draw: (random) => `c${Math.floor(5000 * random.next() ** 2)}` },
  { name: 'country', kind: 'string', draw: (random) => ['DE', 'FR', 'IT', 'ES'][Math.floor(4 * random.next() ** 2)]! },
  { name: 'member', kind: 'boolean', draw: (random) => random.next() < 0.3 },
  { name: 'weekday', kind: 'integer', draw: (_, day) => day % 7 },
  { name: 'version', kind: 'string', draw: () => 'v1' },
];
const FEATURES: readonly { name: string; of: (row: Row) => number }[] = [
  { name: 'hour', of: (row) => (typeof row[0] === 'number' ? Math.floor((((row[0] % DAY) + DAY) % DAY) / HOUR) : NaN) },
  { name: 'logAmount', of: (row) => Math.log(Number(row[1])) },
];
const scoreOf = (row: Row): number => 1 / (1 + Math.exp(-(Math.log(Math.max(1e-9, Number(row[1]))) - 3 + (Number(row[0]) / DAY - 0.6))));

const DAYS = 30;
const ROWS_A_DAY = 800;
let population: Row[];
let reference: ReferenceProfile;

const at = (name: string): number => COLUMNS.findIndex((column) => column.name === name);

const derived = new WeakMap<Row, { readonly features: number[]; readonly score: number[] }>();
function derive(row: Row): { readonly features: number[]; readonly score: number[] } {
  const known = derived.get(row) ?? { features: FEATURES.map((feature) => feature.of(row)), score: [scoreOf(row)] };
  derived.set(row, known);
  return known;
}

function count(about: Pick<ReferenceProfile, 'inputs' | 'features' | 'score'>, rows: Iterable<Row>): WindowCounts {
  const inputs = createCounter(about.inputs);
  const features = createCounter(about.features);
  const score = createCounter({ rows: 0, columns: [about.score] });
  for (const row of rows) {
    inputs.add(row);
    const made = derive(row);
    features.add(made.features);
    score.add(made.score);
  }
  return { inputs: inputs.counts(), features: features.counts(), score: score.counts() };
}

const toNumber = (value: Value): number => (value === null || value === undefined ? NaN : Number(value));

beforeAll(() => {
  const random = seededRandom('reference');
  const days = Array.from({ length: DAYS }, (_, day) => Array.from({ length: ROWS_A_DAY }, () => COLUMNS.map((column) => column.draw(random, day))));
  population = days.flat();
  const inputs = COLUMNS.map(({ name, kind }, i) =>
    profileValues({ name, kind, values: kind === 'string' ? population.map((row) => row[i] as string | null) : population.map((row) => toNumber(row[i])) }),
  );
  const features = FEATURES.map(({ name, of }) => profileValues({ name, kind: 'number', values: population.map(of) }));
  const score = profileValues({ name: 'score', kind: 'number', values: population.map(scoreOf) });
  const table = (columns: ColumnProfile[]): TableProfile => ({ rows: population.length, columns });
  const without = { inputs: table(inputs), features: table(features), score, natural: [] };
  const single = days.map((rows) => count(without, rows));
  const variation = (profile: ColumnProfile, pick: (counts: WindowCounts) => TableCounts['columns'][number]): NaturalVariation => ({
    column: profile.name,
    distances: single.map((day) => totalVariation(cellsOf(pick(day)), cellsOf(countsOfProfile(profile)))),
    topShares: single.map((day) => (pick(day).frequent[0]?.count ?? 0) / pick(day).rows),
    missingRates: single.map((day) => pick(day).missing / pick(day).rows),
    unseenRates: single.map((day) => pick(day).unseen / pick(day).rows),
    outsideRates: [],
  });
  reference = {
    ...without,
    natural: [
      ...inputs.map((profile, i) => variation(profile, (day) => day.inputs.columns[i]!)),
      ...features.map((profile, i) => variation(profile, (day) => day.features.columns[i]!)),
      variation(score, (day) => day.score.columns[0]!),
    ],
  };
});

/** A window of nothing but nature: rows drawn anew from the reference's own. */
function* resample(random: Random, rows: number): Generator<Row> {
  for (let i = 0; i < rows; i++) yield population[random.int(population.length)]!;
}

const judge = (rows: Iterable<Row>, options: Partial<Monitoring> = {}) => judgeWindow(reference, count(reference, rows), { ...MONITORING_DEFAULTS, ...options });
const pages = (rows: Iterable<Row>): Discovery[] => judge(rows).discoveries.filter((discovery) => discovery.urgency === 'page');

describe('clean windows', () => {
  const times = (windows: number, rows: number): number[] => Array.from({ length: windows }, () => rows);
  const SIZES = [...times(1900, 300), ...times(80, 1000), ...times(15, 5000), ...times(5, 20_000)];
  const clean = { pages: 0, pagesWithoutEffectBounds: 0, usualRule: 0 };

  beforeAll(() => {
    const random = seededRandom('clean windows');
    for (const size of SIZES) {
      const counts = count(reference, resample(random, size));
      const paged = (options: Required<Monitoring>): number => (judgeWindow(reference, counts, options).discoveries.some((d) => d.urgency === 'page') ? 1 : 0);
      // A page with bounds on the effect is a page without them.
      const unbounded = paged({ ...MONITORING_DEFAULTS, pageEffect: 0, pageShare: 0 });
      clean.pagesWithoutEffectBounds += unbounded;
      if (unbounded > 0) clean.pages += paged(MONITORING_DEFAULTS);
      const ps = reference.inputs.columns.map((profile, i) => twoSampleContingency(cellsOf(counts.inputs.columns[i]!), cellsOf(countsOfProfile(profile))).p);
      clean.usualRule += ps.some((p) => p < 0.05) ? 1 : 0;
    }
  });

  it('page in at most 1 of 100 (upper end of the exact 99 % interval)', () => {
    expect(SIZES.length).toBeGreaterThanOrEqual(2000);
    expect(clopperPearson(clean.pages, SIZES.length, 0.02)[1]).toBeLessThanOrEqual(0.01);
  });

  it('page in at most 1 of 100 by certainty alone, without any bound on the effect', () => {
    expect(clopperPearson(clean.pagesWithoutEffectBounds, SIZES.length, 0.02)[1]).toBeLessThanOrEqual(0.01);
  });

  it('alarm in a third or more by the usual rule: the harness sees a method that lies', () => {
    expect(clean.usualRule / SIZES.length).toBeGreaterThan(0.33);
  });
});

/** Breaks one thing in some of the rows. */
const change =
  (name: string, to: (value: Value, row: Row, random: Random) => Value, part = 1) =>
  (rows: Iterable<Row>, random: Random): Row[] =>
    Array.from(rows, (row) => (random.next() < part ? row.map((value, i) => (i === at(name) ? to(value, row, random) : value)) : row));

const CORRUPTIONS: readonly { what: string; breaks: (rows: Iterable<Row>, random: Random) => Row[]; kind: FindingKind; columns: readonly string[] }[] = [
  { what: 'a tenth missing', breaks: change('balance', () => null, 0.1), kind: 'missing', columns: ['balance'] },
  { what: 'a fifth missing where a twentieth is usual', breaks: change('age', () => null, 0.2), kind: 'missing', columns: ['age'] },
  { what: 'all missing', breaks: change('shop', () => null), kind: 'missing', columns: ['shop'] },
  { what: 'texts missing in a tenth', breaks: change('country', () => undefined, 0.1), kind: 'missing', columns: ['country'] },
  { what: '-1 in a tenth', breaks: change('amount', () => -1, 0.1), kind: 'sentinel', columns: ['amount'] },
  { what: '-1 in all', breaks: change('amount', () => -1), kind: 'sentinel', columns: ['amount'] },
  { what: '0 in a tenth', breaks: change('items', () => 0, 0.1), kind: 'sentinel', columns: ['items'] },
  { what: '9999 in a tenth', breaks: change('balance', () => 9999, 0.1), kind: 'sentinel', columns: ['balance'] },
  { what: '"unknown" in a tenth', breaks: change('country', () => 'unknown', 0.1), kind: 'sentinel', columns: ['country'] },
  { what: 'empty texts in a tenth', breaks: change('shop', () => '', 0.1), kind: 'sentinel', columns: ['shop'] },
  { what: 'another unit, ten times', breaks: change('balance', (v) => Number(v) * 10), kind: 'out_of_range', columns: ['balance'] },
  { what: 'another unit, a hundredth', breaks: change('amount', (v) => Number(v) / 100), kind: 'out_of_range', columns: ['amount'] },
  {
    what: 'two columns swapped',
    breaks: (rows) => Array.from(rows, (row) => row.map((v, i) => (i === at('shop') ? row[at('country')] : i === at('country') ? row[at('shop')] : v))),
    kind: 'unseen',
    columns: ['country', 'shop'],
  },
  {
    what: 'two numbers swapped',
    breaks: (rows) => Array.from(rows, (row) => row.map((v, i) => (i === at('amount') ? row[at('spent')] : i === at('spent') ? row[at('amount')] : v))),
    kind: 'sentinel',
    columns: ['amount', 'spent'],
  },
  { what: 'a constant', breaks: change('balance', () => 1012.5), kind: 'constant', columns: ['balance'] },
  { what: 'a constant time', breaks: change('at', () => 15 * HOUR), kind: 'constant', columns: ['at'] },
  { what: 'a constant in half', breaks: change('balance', () => 1012.5, 0.5), kind: 'constant', columns: ['balance'] },
  { what: 'a constant country', breaks: change('country', () => 'DE'), kind: 'constant', columns: ['country'] },
  { what: 'a truth that never is', breaks: change('member', () => true), kind: 'constant', columns: ['member'] },
  { what: 'a tenth of new categories', breaks: change('country', (_, __, random) => `X${random.int(5)}`, 0.1), kind: 'unseen', columns: ['country'] },
  { what: 'one new category in a third', breaks: change('country', () => 'PL', 0.33), kind: 'unseen', columns: ['country'] },
  { what: 'a time zone five hours off', breaks: change('at', (v) => Number(v) + 5 * HOUR), kind: 'drift', columns: ['at'] },
  { what: 'a mean moved by one sd', breaks: change('balance', (v) => Number(v) + 50), kind: 'drift', columns: ['balance'] },
  { what: 'a category that takes over', breaks: change('country', () => 'ES', 0.4), kind: 'drift', columns: ['country'] },
];

describe('a broken window', () => {
  for (const { what, breaks, kind, columns } of CORRUPTIONS)
    it(`is found, with its kind and column first: ${what}`, () => {
      const random = seededRandom(what);
      for (const size of [600, 1700, 6000]) {
        const found = pages(breaks(resample(random, size), random));
        expect(found.map((page) => page.column).sort()).toEqual([...columns].sort());
        expect(found[0]).toMatchObject({ kind, group: 'input' });
        expect(found[0]!.corrected).toBeLessThan(0.01);
      }
    });

  it('names the features and the score that follow, and gives them no finding of their own', () => {
    const random = seededRandom('followers');
    const { discoveries } = judge(change('amount', () => -1)(resample(random, 2000), random));
    expect(discoveries).toHaveLength(1);
    expect(discoveries[0]!.followers).toEqual(expect.arrayContaining(['logAmount', 'score']));
  });

  it('says that they follow from one column alone only where nothing else was found', () => {
    const tell = (rows: readonly Row[]): string => {
      const counts = { ...count(reference, rows), decided: [], tested: { requests: [], answers: [] }, predictions: rows.length, refused: 0, flagged: 0 };
      const release = {
        id: `sha256:${'0'.repeat(64)}`,
        reference,
        evaluation: { auc: 0.7, cost: 0.1, baseline: { auc: 0.6, cost: 0.2 }, slices: [], harm: [] },
      } as unknown as JudgedRelease;
      const during = { deployment: 'd', interval: { from: 0, to: DAY }, history: [], previous: [], options: resolveMonitoring({}) };
      return findInWindow({ ...during, traffic: [{ release, counts }] }).findings.find(({ column }) => column === 'amount')!.message;
    };
    const random = seededRandom('followers');
    const rows = [...change('amount', () => -1)(resample(random, 2000), random)];
    expect(tell(rows)).toContain('logAmount and score follow from it. Since');
    expect(tell([...change('country', () => 'XX')(rows, random)])).toContain('logAmount and score follow from it, or from what else was found. Since');
  });

  it('is one matter of all inputs that are missing in as many rows, and two of others', () => {
    const random = seededRandom('a lost join');
    const lose = (names: readonly string[], row: Row): Row => row.map((value, i) => (names.some((name) => i === at(name)) ? null : value));
    const lost = [...resample(random, 1000)].map((row, i) => (i % 8 === 0 ? lose(['amount', 'balance', 'shop'], row) : i % 8 === 1 && i < 500 ? lose(['country'], row) : row));
    const found = judge(lost).discoveries.filter(({ kind }) => kind === 'missing');
    expect(found.map(({ column, together }) => [column, together])).toEqual([
      ['amount', ['balance', 'shop']],
      ['country', undefined],
    ]);
  });

  it('is only noted when little is broken', () => {
    const random = seededRandom('little');
    const { discoveries } = judge(change('amount', () => -1, 0.02)(resample(random, 4000), random));
    expect(discoveries).toMatchObject([{ kind: 'sentinel', column: 'amount', urgency: 'notice', value: '-1' }]);
    expect(discoveries[0]!.effect).toBeCloseTo(0.02, 2);
  });
});

describe('natural change', () => {
  it('of a whole day, constant by nature, pages nobody', () => {
    for (let weekday = 0; weekday < 7; weekday++) {
      const random = seededRandom(`weekday ${weekday}`);
      expect(pages(change('weekday', () => weekday)(resample(random, 1500), random))).toEqual([]);
    }
  });

  it('of a season, a few per cent of the rows, pages nobody however many rows prove it', () => {
    const random = seededRandom('season');
    const later = change('at', (v) => Math.min(0.999 * DAY, Number(v) + 0.6 * HOUR));
    const dearer = change('amount', (v) => Number(v) * 1.1);
    const other = change('country', () => 'ES', 0.06);
    const verdict = judge(other(dearer(later(resample(random, 20_000), random), random), random));
    expect(verdict.discoveries.filter((discovery) => discovery.urgency === 'page')).toEqual([]);
    expect(verdict.columns.find((column) => column.column === 'at')!.distance).toBeGreaterThan(0.03);
  });

  it('says nothing of an empty window', () => {
    expect(judge([]).discoveries).toEqual([]);
  });
});
