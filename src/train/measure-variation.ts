import { cellsOf, type ColumnProfile, type Countable, countsOfProfile, createCounter, measureSeason, type NaturalVariation } from '../data/index.ts';
import { DAY, floorTo, type Instant } from '../kernel/index.ts';
import { totalVariation } from '../stats/index.ts';

/** Days with fewer rows than this are too small to say how far a day may lie from the whole. */
const MIN_DAY_ROWS = 100;

/**
 * How far each single day of a column lies from all its rows together: the yardstick for natural change.
 * A weekday is constant within every day, so a constant weekday is natural; a constant hour is not. Where days of the week differ, what each is like is kept as well.
 */
export function measureVariation(profile: ColumnProfile, values: ArrayLike<Countable>, eventAt: Float64Array): NaturalVariation {
  const reference = cellsOf(countsOfProfile(profile));
  const days: { readonly at: Instant; readonly cells: number[] }[] = [];
  const distances: number[] = [];
  const topShares: number[] = [];
  const missingRates: number[] = [];
  const unseenRates: number[] = [];
  for (let from = 0; from < eventAt.length;) {
    const day = floorTo(eventAt[from]!, DAY);
    const counter = createCounter({ rows: profile.rows, columns: [profile] });
    let to = from;
    const cell: Countable[] = [null];
    for (; to < eventAt.length && eventAt[to]! < day + DAY; to++) {
      cell[0] = values[to];
      counter.add(cell);
    }
    const [counts] = counter.counts().columns;
    if (to - from >= MIN_DAY_ROWS && counts) {
      const cells = cellsOf(counts);
      days.push({ at: day, cells });
      distances.push(totalVariation(cells, reference));
      topShares.push((counts.frequent[0]?.count ?? 0) / counts.rows);
      missingRates.push(counts.missing / counts.rows);
      unseenRates.push(counts.unseen / counts.rows);
    }
    from = to;
  }
  const weekly = measureSeason(days);
  return { column: profile.name, distances, topShares, missingRates, unseenRates, ...(weekly && { weekly }) };
}
