import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cellsOf,
  type ColumnKind,
  type ColumnProfile,
  type Countable,
  countsOfProfile,
  createCounter,
  measureSeason,
  type NaturalVariation,
  profileValues,
  type TableCounts,
  type TableProfile,
} from '../../data/index.ts';
import { DAY, formatDay, HOUR, MINUTE, UTC } from '../../kernel/index.ts';
import { totalVariation, twoSampleContingency } from '../../stats/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import type { WindowCounts } from './judge-columns.ts';
import { judgeWindow, type WindowVerdict } from './judge-window.ts';
import { MONITORING_DEFAULTS } from '../window.ts';

/** Real flights: January is the reference; a tenth of every later day is a window. Nobody touched them: whatever differs, differs by nature. */
const FLIGHTS = join(import.meta.dirname, '../../../node_modules/vega-datasets/data/flights-3m.parquet');
const FEBRUARY = Date.UTC(2001, 1, 1);

interface Flights {
  readonly departure: Float64Array;
  readonly distance: Float64Array;
  readonly origin: readonly string[];
  readonly destination: readonly string[];
}

const INPUTS: readonly { name: keyof Flights; kind: ColumnKind }[] = [
  { name: 'departure', kind: 'timestamp' },
  { name: 'distance', kind: 'integer' },
  { name: 'origin', kind: 'string' },
  { name: 'destination', kind: 'string' },
];
const FEATURES = ['hour', 'weekday', 'distance', 'originRate', 'destinationRate'];

type Row = readonly [departure: number, distance: number, origin: string, destination: string];

/** A stand-in for the model: what it is does not matter, but it moves with its features as a model's score does. */
const scoreOf = ([hour, weekday, , origin, destination]: readonly number[]): number =>
  1 / (1 + Math.exp(-(-1.5 + 0.8 * Math.sin(((hour! - 600) / 1440) * 2 * Math.PI) + 0.1 * Math.cos(weekday!) + 4 * (origin! - 0.2) + 3 * (destination! - 0.2))));

const rateOf = (airport: string): number => 0.1 + (((airport.charCodeAt(0) * 7 + airport.charCodeAt(1) * 13 + airport.charCodeAt(2) * 29) % 97) / 97) * 0.2;
const featuresOf = ([departure, distance, origin, destination]: Row): number[] => [
  Math.floor((departure % DAY) / MINUTE),
  new Date(departure).getUTCDay(),
  distance,
  rateOf(origin),
  rateOf(destination),
];

let reference: ReferenceProfile;
let days: Map<number, Row[]>;
let seasons: readonly Season[];

/** One later day as it was. */
interface Season {
  readonly day: number;
  readonly rows: readonly Row[];
  readonly counts: WindowCounts;
  readonly verdict: WindowVerdict;
}

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  // All of January, and a tenth of what follows (every tenth row of the file, which is in order of time).
  const result = await connection.runAndReadAll(`
    select epoch_ms(date)::double as departure, distance::double as distance, origin, destination
    from read_parquet('${FLIGHTS}', file_row_number = true)
    where (date < '2001-02-01' and file_row_number % 3 = 0) or (date >= '2001-02-01' and date < '2001-07-01' and hash(file_row_number) % 10 = 0)
    order by file_row_number`);
  const columns = result.getColumns() as [number[], number[], string[], string[]];
  connection.closeSync();
  days = new Map();
  columns[0].forEach((departure, i) => {
    const day = Math.floor(departure / DAY) * DAY;
    const rows = days.get(day) ?? [];
    rows.push([departure, columns[1][i]!, columns[2][i]!, columns[3][i]!]);
    days.set(day, rows);
  });
  reference = referenceOf([...days].filter(([day]) => day < FEBRUARY).map(([, rows]) => rows));
  seasons = [...days]
    .filter(([day]) => day >= FEBRUARY)
    .map(([day, rows]) => {
      const counts = countRows(reference, rows);
      return { day, rows, counts, verdict: judgeWindow(reference, counts, judgingOf(day)) };
    });
});

function weeklyOf(days: Parameters<typeof measureSeason>[0]) {
  const weekly = measureSeason(days);
  return weekly && { weekly };
}

const judgingOf = (day: number) => ({ ...MONITORING_DEFAULTS, during: { from: day, to: day + DAY } });

function referenceOf(history: readonly Row[][]): ReferenceProfile {
  const rows = history.flat();
  const features = rows.map(featuresOf);
  const inputs = INPUTS.map(({ name, kind }, i) => profileValues({ name, kind, values: rows.map((row) => row[i]) as never }));
  const profiles = FEATURES.map((name, i) => profileValues({ name, kind: 'number', values: features.map((row) => row[i]!) }));
  const score = profileValues({ name: 'score', kind: 'number', values: features.map(scoreOf) });
  const table = (columns: ColumnProfile[]): TableProfile => ({ rows: rows.length, columns });
  const without = { inputs: table(inputs), features: table(profiles), score, natural: [] };
  const single = history.map((day) => countRows(without, day));
  const variation = (profile: ColumnProfile, pick: (counts: ReturnType<typeof countRows>) => TableCounts['columns'][number]): NaturalVariation => ({
    column: profile.name,
    distances: single.map((day) => totalVariation(cellsOf(pick(day)), cellsOf(countsOfProfile(profile)))),
    topShares: single.map((day) => (pick(day).frequent[0]?.count ?? 0) / pick(day).rows),
    missingRates: single.map((day) => pick(day).missing / pick(day).rows),
    unseenRates: single.map((day) => pick(day).unseen / pick(day).rows),
    outsideRates: [],
    ...weeklyOf(single.map((day, i) => ({ day: UTC.dayOf(history[i]![0]![0]), cells: cellsOf(pick(day)) }))),
  });
  const natural = [
    ...inputs.map((profile, i) => variation(profile, (day) => day.inputs.columns[i]!)),
    ...profiles.map((profile, i) => variation(profile, (day) => day.features.columns[i]!)),
    variation(score, (day) => day.score.columns[0]!),
  ];
  return { ...without, natural };
}

function countRows(about: Pick<ReferenceProfile, 'inputs' | 'features' | 'score'>, rows: readonly Row[]) {
  const inputs = createCounter(about.inputs);
  const features = createCounter(about.features);
  const score = createCounter({ rows: about.score.rows, columns: [about.score] });
  for (const row of rows) {
    inputs.add(row as readonly Countable[]);
    const made = featuresOf(row);
    features.add(made);
    score.add([scoreOf(made)]);
  }
  return { inputs: inputs.counts(), features: features.counts(), score: score.counts() };
}

const judgeDay = (day: number, rows: readonly Row[]): WindowVerdict => judgeWindow(reference, countRows(reference, rows), judgingOf(day));
const pages = (verdict: WindowVerdict) => verdict.discoveries.filter((discovery) => discovery.urgency === 'page');
/** Every third day, to be quick. */
const someDays = (): readonly Season[] => seasons.filter((_, i) => i % 3 === 0);

describe('half a year of real flights against January', () => {
  it('wakes nobody', () => {
    expect(seasons).toHaveLength(150);
    expect(seasons.flatMap(({ day, verdict }) => pages(verdict).map((page) => `${formatDay(day)} ${page.kind} ${page.column} ${page.effect}`))).toEqual([]);
  });

  it('stays far from waking anybody: the farthest day of any column goes less than a third of the way', () => {
    const farthest = Math.max(...seasons.flatMap(({ verdict }) => verdict.columns.map((column) => column.distance - column.natural)));
    expect(farthest).toBeLessThan(MONITORING_DEFAULTS.pageEffect / 3);
  });

  it('would have alarmed on a day in four by the usual rule, a chi-square test at 5 % on each raw column', () => {
    const alarmed = seasons.filter(({ counts }) =>
      reference.inputs.columns.some((profile, i) => twoSampleContingency(cellsOf(counts.inputs.columns[i]!), cellsOf(countsOfProfile(profile))).p < 0.05),
    );
    expect(alarmed.length).toBeGreaterThan(seasons.length / 4);
  });

  it('finds a constant departure in its first window, and names the raw column', () => {
    for (const { day, rows } of someDays()) {
      const verdict = judgeDay(
        day,
        rows.map(([, ...rest]) => [day + 13 * HOUR + 5 * MINUTE, ...rest] as const),
      );
      expect(pages(verdict).map(({ kind, column, value }) => ({ kind, column, value }))).toEqual([{ kind: 'constant', column: 'departure', value: '785' }]);
      expect(verdict.discoveries[0]!.followers).toContain('hour');
    }
  });

  it('finds a Sunday that looks like a Monday, which a bound over all days of the week takes for natural', () => {
    const sundays = seasons.filter(({ day }) => new Date(day).getUTCDay() === 0);
    for (const { day } of sundays) {
      const monday = seasons.find((later) => later.day === day + DAY);
      if (monday === undefined) continue;
      const counts = countRows(reference, monday.rows);
      expect(pages(judgeWindow(reference, counts, judgingOf(day)))).toMatchObject([{ column: 'weekday', season: 'Sundays' }]);
      expect(pages(judgeWindow(reference, counts, MONITORING_DEFAULTS))).toEqual([]);
    }
  });

  it('finds a time zone that is five hours off', () => {
    const missed = someDays().filter(({ day, rows }) => {
      const [first] = pages(
        judgeDay(
          day,
          rows.map(([departure, ...rest]) => [departure + 5 * HOUR, ...rest] as const),
        ),
      );
      return first?.kind !== 'drift' || first.column !== 'departure';
    });
    expect(missed.map(({ day }) => formatDay(day))).toEqual([]);
  });
});
