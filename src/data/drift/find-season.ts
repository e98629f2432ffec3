import { type Random, seededRandom } from '../../kernel/index.ts';
import { phaseOf, type Season, SEASONS, weekOf } from './season.ts';

/** One day, or a batch of one day: what it is like, as a point. */
export interface DayPoint {
  /** Counted from 1 January 1970, as `Calendar.dayOf` does. */
  readonly day: number;
  /** Of a distribution the square roots of its shares, so that distances between points are Hellinger's. */
  readonly point: ArrayLike<number>;
}

/** Whole weeks that each season takes: fewer, and a phase has nothing to be compared with. */
const WEEKS: Readonly<Record<Season, number>> = { weekday: 3, weekend: 2 };
/** Chance to see a season where none is. */
const LEVEL = 0.01;
const PERMUTATIONS = 499;

/**
 * Whether days differ by their part of the week more than days of one part differ from each other; null when they do not, or too few weeks are known.
 * Permutational analysis of variance (Anderson, Austral Ecology 2001) on Hellinger distances, days permuted within their weeks (Anderson & ter Braak,
 * J. Stat. Comput. Simul. 2003), after their trend is taken away, so that neither a trend nor a change from week to week is a season; the permutations end once enough were no worse
 * (Besag & Clifford, Biometrika 1991). The chance to see a season where none is, is at most 1 %, for both kinds together; with a trend, which is estimated, nearly so.
 */
export function findSeason(days: readonly DayPoint[]): Season | null {
  const weeks = new Map<number, DayPoint[]>();
  for (const one of withoutTrend(days)) weeks.set(weekOf(one.day), [...(weeks.get(weekOf(one.day)) ?? []), one]);
  const whole = [...weeks.values()].filter((week) => new Set(week.map(({ day }) => phaseOf('weekday', day))).size === 7).length;
  const possible = SEASONS.filter((season) => whole >= WEEKS[season]);
  return possible.find((season) => isSeason([...weeks.values()], season, LEVEL / possible.length)) ?? null;
}

/** The points, each coordinate less its trend: the median of its changes from one week to the next, which a single step between weeks does not move (Hirsch, Slack & Smith, Water Resour. Res. 1982). */
function withoutTrend(days: readonly DayPoint[]): DayPoint[] {
  const byDay = new Map(days.map(({ day, point }) => [day, point]));
  const pairs = [...byDay].flatMap(([day, point]) => {
    const later = byDay.get(day + 7);
    return later === undefined ? [] : [[point, later] as const];
  });
  const start = days[0]?.day ?? 0;
  const slope = Array.from({ length: days[0]?.point.length ?? 0 }, (_, i) => {
    const changes = pairs.map(([before, after]) => after[i]! - before[i]!).sort((a, b) => a - b);
    return ((changes[Math.floor((changes.length - 1) / 2)] ?? 0) + (changes[Math.floor(changes.length / 2)] ?? 0)) / (2 * 7);
  });
  return days.map(({ day, point }) => ({ day, point: Float64Array.from(point, (x, i) => x - slope[i]! * (day - start)) }));
}

function isSeason(weeks: readonly DayPoint[][], season: Season, level: number): boolean {
  const points = weeks.map((week) => week.map((day) => day.point));
  const labels = weeks.map((week) => week.map(({ day }) => phaseOf(season, day)));
  const found = explained(points, labels);
  // So that days which are all the same have no season by rounding.
  const enough = found * (1 - 1e-12);
  const random = seededRandom('season');
  let left = Math.floor(level * (PERMUTATIONS + 1));
  for (let i = 0; i < PERMUTATIONS && left > 0; i++)
    if (
      explained(
        points,
        labels.map((week) => shuffled(week, random)),
      ) >= enough
    )
      left--;
  return left > 0;
}

/** The squares between phases up to a constant: the sum over phases of the squared length of the sum of their points, by their number. */
function explained(points: readonly (readonly ArrayLike<number>[])[], labels: readonly (readonly number[])[]): number {
  const width = points[0]?.[0]?.length ?? 0;
  const sums = Array.from({ length: 7 }, () => new Float64Array(width));
  const counts = new Float64Array(7);
  points.forEach((week, w) =>
    week.forEach((point, d) => {
      const phase = labels[w]![d]!;
      counts[phase]!++;
      const sum = sums[phase]!;
      for (let i = 0; i < width; i++) sum[i]! += point[i]!;
    }),
  );
  let total = 0;
  sums.forEach((sum, phase) => {
    if (counts[phase] === 0) return;
    let squares = 0;
    for (const x of sum) squares += x * x;
    total += squares / counts[phase]!;
  });
  return total;
}

/** Fisher and Yates. */
function shuffled(labels: readonly number[], random: Random): number[] {
  const mixed = [...labels];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

/** A distribution as a point: the square roots of the shares of its cells. */
export function pointOf(cells: readonly number[]): Float64Array {
  const rows = cells.reduce((a, b) => a + b, 0);
  return Float64Array.from(cells, (count) => Math.sqrt(count / Math.max(1, rows)));
}
