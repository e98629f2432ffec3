import {
  boundsOf,
  cellsOf,
  type ColumnProfile,
  type Countable,
  countsOfProfile,
  measureSeason,
  type NaturalVariation,
  prepareCounters,
  weeklyBounds,
  type WeeklyBounds,
} from '../data/index.ts';
import type { SegmentBounds } from './candidate.ts';
import { type Calendar, DAY, stretchOf, UTC } from '../kernel/index.ts';
import { totalVariation } from '../stats/index.ts';

/** Days with fewer rows than this are too small to say how far a day may lie from the whole. */
const MIN_DAY_ROWS = 100;

/** Rows of a stretch of time, from the first to the one after the last. */
interface Span {
  /** The local day that it begins on. */
  readonly day: number;
  /** Of more days than one. */
  readonly isJoined: boolean;
  readonly from: number;
  readonly to: number;
}

/** The local days of rows in order of their time. */
function daysOf(eventAt: ArrayLike<number>, calendar: Calendar): Span[] {
  const days: Span[] = [];
  for (let from = 0, to = 0; from < eventAt.length; from = to) {
    const end = stretchOf(calendar, eventAt[from]!, DAY).to;
    while (to < eventAt.length && eventAt[to]! < end) to++;
    days.push({ day: calendar.dayOf(eventAt[from]!), isJoined: false, from, to });
  }
  return days;
}

const isLarge = ({ from, to }: Span): boolean => to - from >= MIN_DAY_ROWS;

/** Days in a row together until they have enough rows. */
function joinDays(days: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const day of days) {
    const last = spans.at(-1);
    if (last === undefined || isLarge(last)) spans.push(day);
    else spans[spans.length - 1] = { ...last, isJoined: true, to: day.to };
  }
  return spans.filter(isLarge);
}

/**
 * How far each single day of a column lies from all its rows together: the yardstick for natural change.
 * A weekday is constant within every day, so a constant weekday is natural; a constant hour is not. Where days of the week differ, what each is like is kept as well.
 */
export function measureVariation(profile: ColumnProfile, values: ArrayLike<Countable>, eventAt: Float64Array, calendar = UTC): NaturalVariation {
  const spans = daysOf(eventAt, calendar).filter(isLarge);
  const { cells, ...variation } = measureSpans(profile, values, spans);
  const weekly = measureSeason(spans.map(({ day }, i) => ({ day, cells: cells[i]! })));
  return { column: profile.name, ...variation, ...(weekly && { weekly }) };
}

/** The same of a segment, as bounds. Days of few rows are joined with those after them; what is so joined says nothing of the part of the week. */
export function measureBounds(profile: ColumnProfile, values: ArrayLike<Countable>, eventAt: ArrayLike<number>, calendar = UTC): SegmentBounds {
  const spans = joinDays(daysOf(eventAt, calendar));
  const { cells, ...variation } = measureSpans(profile, values, spans);
  const ofDays = <T>(all: readonly T[]): T[] => all.filter((_, i) => !spans[i]!.isJoined);
  const weekly = measureSeason(ofDays(spans.map(({ day }, i) => ({ day, cells: cells[i]! }))));
  const { distances, topShares, missingRates, unseenRates } = variation;
  const days = { distances: ofDays(distances), topShares: ofDays(topShares), missingRates: ofDays(missingRates), unseenRates: ofDays(unseenRates), outsideRates: [] };
  const { outsideRate: _, ...bounds } = boundsOf(variation);
  return { ...bounds, ...(weekly && { weekly: weeklyBounds(days, weekly) }) };
}

/** How far the shares of segments on each day lie from those of all rows, and by the part of the week where they differ by it: `of` says to which segment a row belongs. */
export function measureMixes(
  of: ArrayLike<number>,
  segments: number,
  { eventAt, calendar }: { readonly eventAt: Float64Array; readonly calendar: Calendar },
): { readonly mixes: number[]; readonly weekly?: WeeklyBounds } {
  const countOf = ({ from, to }: Pick<Span, 'from' | 'to'>): number[] => {
    const counts = Array.from({ length: segments }, () => 0);
    for (let row = from; row < to; row++) counts[of[row]!]!++;
    return counts;
  };
  const all = countOf({ from: 0, to: eventAt.length });
  const days = daysOf(eventAt, calendar)
    .filter(isLarge)
    .map((span) => ({ day: span.day, cells: countOf(span) }));
  const mixes = days.map(({ cells }) => totalVariation(cells, all));
  const weekly = measureSeason(days);
  return { mixes, ...(weekly && { weekly: weeklyBounds({ distances: mixes, topShares: [], missingRates: [], unseenRates: [], outsideRates: [] }, weekly) }) };
}

function measureSpans(profile: ColumnProfile, values: ArrayLike<Countable>, spans: readonly Span[]) {
  const reference = cellsOf(countsOfProfile(profile));
  const create = prepareCounters({ rows: profile.rows, columns: [profile] });
  const cells: number[][] = [];
  const distances: number[] = [];
  const topShares: number[] = [];
  const missingRates: number[] = [];
  const news = profile.kind === 'string' ? newOnEach(values, spans) : spans.map(() => 0);
  const unseenRates: number[] = [];
  for (const [i, { from, to }] of spans.entries()) {
    const counter = create();
    const cell: Countable[] = [null];
    for (let row = from; row < to; row++) {
      cell[0] = values[row];
      counter.add(cell);
    }
    const counts = counter.counts().columns[0]!;
    const here = cellsOf(counts);
    cells.push(here);
    distances.push(totalVariation(here, reference));
    topShares.push((counts.frequent[0]?.count ?? 0) / counts.rows);
    missingRates.push(counts.missing / counts.rows);
    // Rare texts are unseen as in live counts, whatever the day.
    unseenRates.push(Math.max(counts.unseen, news[i]!) / counts.rows);
  }
  return { cells, distances, topShares, missingRates, unseenRates, outsideRates: profile.kind === 'string' ? spans.map(() => 0) : outsideOthers(values, spans) };
}

/** The rows of each span with a text that no row outside of it has: what a day brings that the days before it did not know, such as new customers. */
function newOnEach(values: ArrayLike<Countable>, spans: readonly Span[]): number[] {
  const OUTSIDE = -1;
  const SEVERAL = -2;
  const owner = new Map<Countable, number>();
  const visit = (from: number, to: number, span: number): void => {
    for (let row = from; row < to; row++) {
      const value = values[row];
      if (value === null || value === undefined) continue;
      const known = owner.get(value);
      if (known === undefined) owner.set(value, span);
      else if (known !== span) owner.set(value, SEVERAL);
    }
  };
  let end = 0;
  for (const [i, { from, to }] of spans.entries()) {
    visit(end, from, OUTSIDE);
    visit(from, to, i);
    end = to;
  }
  visit(end, values.length, OUTSIDE);
  return spans.map(({ from, to }, i) => {
    let rows = 0;
    for (let row = from; row < to; row++) if (owner.get(values[row]) === i) rows++;
    return spans.length < 2 ? 0 : rows;
  });
}

/** The share of each span's numbers outside the range of all other spans. */
function outsideOthers(values: ArrayLike<Countable>, spans: readonly Span[]): number[] {
  const numbersOf = ({ from, to }: Span): number[] => Array.from({ length: to - from }, (_, i) => Number(values[from + i] ?? Number.NaN)).filter(Number.isFinite);
  const ranges = spans.map((span) => numbersOf(span).reduce(([min, max], value) => [Math.min(min, value), Math.max(max, value)] as const, [Infinity, -Infinity] as const));
  // The two least and the two greatest tell the range without any one.
  const least = ranges.map(([min]) => min).sort((a, b) => a - b);
  const greatest = ranges.map(([, max]) => max).sort((a, b) => b - a);
  return spans.map((span, i) => {
    const [min, max] = ranges[i]!;
    const low = min === least[0] ? least[1]! : least[0]!;
    const high = max === greatest[0] ? greatest[1]! : greatest[0]!;
    return spans.length < 2 ? 0 : numbersOf(span).filter((value) => value < low || value > high).length / (span.to - span.from);
  });
}
